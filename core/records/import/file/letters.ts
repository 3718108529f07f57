// Ordinary words with letters beyond ASCII. Which neighbours such letters have tells one old encoding from another.

/** Encoding label → words of the languages that were written in it. */
export const samples: Readonly<Record<string, string>> = {
  "windows-1252": `für Müller Schäfer Größe Straße über öffentlich Österreich Köln München Düsseldorf Zürich Jürgen Schröder Weiß Bäcker
    Käse Übung Ärzte Geschäftsführer Gebäude Händler grün Büro Löwe Günther Krüger König Böhm Jäger Köhler Möller Füße Maß Fußball Gruß ß
    señor España año niño compañía Muñoz Peña Núñez Ibáñez Méndez González Rodríguez Martínez García López Pérez Sánchez Gómez Díaz Álvarez
    dirección teléfono también más información José María Andrés Ángel Córdoba Málaga León Cádiz atención razón número código país día función
    société français été président hôtel château très près français garçon François Hélène Benoît Noël Zoé naïve œuvre cœur où là être fenêtre
    São João coração ação informação não três avô Conceição Magalhães município também você país português operação
    Åse Søren Jørgen København Ærø Malmö Göteborg Västerås Ångström Håkan Björn Gävle på för från får når også været Tromsø Sørensen Nygård
    perché città più università qualità così è già lunedì società attività caffè € – “ ” ’ … © ® ° § « » ½ £`,
  "windows-1250": `Łódź Kraków Gdańsk Poznań Wrocław Częstochowa Białystok Rzeszów Michał Paweł Małgorzata Łukasz Wojciech Święty żółty źródło
    ulica Piłsudskiego Zając Wójcik Woźniak Kozłowski Jabłoński Król Wróbel Pawłowski Dąbrowski Zieliński Szymański spółka główna będzie są się
    Dvořák Novák Černý Procházka Kučera Veselý Horák Němec Pokorný Růžička Šťastný Jiří Tomáš Lukáš Zdeněk Bedřich Plzeň České Budějovice Ústí
    Žižkov náměstí příliš žluťoučký kůň úpěl ďábelské ódy město dům společnost účet číslo také již když být může práce děti řeka tř třída
    Ľubica Štefan Ján Kováč Horváth Žilina Košice Trenčín Piešťany dôležitý môže kôň päť vŕba ľudia
    Győr Székesfehérvár Szűcs Erdős Nagykőrös főút közönség árvíztűrő tükörfúrógép István László Zoltán Kovács Szabó Tóth György Őry Ősz Űr nő fő
    Horvatić Marković Petrović Đorđević Čačak Šibenik Žarko Ćosić Nikolić Kovačević Jovanović također može treća kuća riječ Zagrebačka
    Ştefan Bucureşti Iaşi Ţara Braşov Ploieşti Constanţa judeţ şi în că să când România Mureş Piteşti € – „ ” ’ … ° §`,
  "windows-1251": `Иванов Петров Георгиев Димитров Николов Колев Стоянов Тодоров Христов Ангелов София Пловдив Варна Бургас Русе улица булевард
    Търговска дружество Фирма Клиент Телефон Адрес Град Име Фамилия Държава България ООД ЕООД АД продажба поръчка количество цена дата от до за на
    и с в по към ще съм е са не да се което какво първи сделка нов лв стр бул ул Кирил Методий Александър Владимир Цветан Щерев Юлия Явор Жеков
    Москва Россия Санкт Петербург общество ограниченной ответственностью компания заказ количество сумма договор был это что они мы вы ты ещё объект
    Київ Україна Львів Харків їжак єдиний ґанок підприємство область вулиця № – « » „ “ …`,
};
