// What people call things in the files of other systems, by key of the field. Squeezed: letters and digits only, folded.

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

/** For any kind of record. */
export const synonyms: Readonly<Record<string, readonly string[]>> = {
  name: words("name fullname displayname title bezeichnung nombre ime naimenovanie zaglavie subject"),
  firstName: words("firstname givenname forename vorname nombredepila ime sobstvenoime"),
  lastName: words("lastname surname familyname nachname apellido apellidos familiya familia"),
  email: words(
    "email emailaddress mail mailadresse emailadresse correo correoelectronico eposta epost imeyl poshta 邮箱 电子邮件",
  ),
  phone: words(
    "phone phonenumber telephone tel mobile cell cellphone mobilephone telefon telefonnummer handy mobil telefono movil gsm 电话 手机",
  ),
  company: words(
    "company companyname account accountname organization organisation employer firma unternehmen kunde empresa compania cliente klient organizatsia 公司",
  ),
  jobTitle: words("jobtitle position role function funktion cargo puesto dlazhnost 职位"),
  owner: words(
    "owner salesagent salesrep salesperson salesowner accountmanager accountowner responsible assignedto agent verantwortlich besitzer betreuer responsable propietario vendedor otgovornik targovets 负责人",
  ),
  website: words("website web url homepage webseite sitioweb paginaweb sayt uebsayt 网站"),
  country: words("country land pais darzhava officelocation 国家"),
  city: words("city town ort stadt ciudad grad 城市"),
  region: words("region state province bundesland provincia oblast 省"),
  postalCode: words("postalcode zip zipcode postcode plz codigopostal poshtenskikod 邮编"),
  address: words("address street addressline1 strasse adresse anschrift direccion calle adres ulitsa 地址"),
  note: words("note notes comment comments description notiz bemerkung nota notas belezhka komentar 备注"),
  tags: words("tags labels categories etiquetas schlagworte etiketi 标签"),
  birthday: words("birthday dateofbirth born geburtstag geburtsdatum cumpleanos fechadenacimiento rozhdendata 生日"),
  industry: words("industry sector branche industria otrasal 行业"),
  parent: words(
    "parent parentcompany parentaccount subsidiaryof mutterfirma muttergesellschaft matriz empresamatriz maykafirma 上级公司",
  ),
  founded: words("founded yearestablished foundedyear established gegrundet grundungsjahr fundada osnovana 成立年份"),
  annualRevenue: words("annualrevenue revenue turnover umsatz jahresumsatz ingresos facturacion oborot 年收入"),
  employees: words("employees numberofemployees staff mitarbeiter empleados sluzhiteli 员工数"),
  taxId: words("taxid vat vatid vatnumber ustid steuernummer nif cif eik bulstat 税号"),
  amount: words(
    "amount value closevalue dealvalue dealamount price sum total betrag wert summe importe valor monto suma stoynost 金额",
  ),
  stage: words("stage dealstage salesstage pipelinestage status phase etapa fase etap faza 阶段"),
  pipeline: words("pipeline salespipeline funnel vertriebsprozess embudo funiya 销售管道"),
  closeDate: words(
    "expectedclose expectedclosedate closedate closingdate abschlussdatum fechadecierre datanazatvaryane 预计成交日期",
  ),
  closedOn: words("closedon closed dateclosed actualclosedate"),
  openedOn: words(
    "openedon opened engagedate opendate created createddate createdate startdate eroffnet angelegt fechadeapertura otvorena 开始日期",
  ),
  product: words("product item produkt producto produkt 产品"),
  team: words("team manager group abteilung equipo ekip otdel 团队"),
  externalId: words("id recordid externalid customerid kundennummer codigo kod 编号"),
};

/** Columns that hold the id of the row itself, if the rows are of this kind: in a file of people, `company_id` is somebody else's. */
export const ownIds: Readonly<Record<string, readonly string[]>> = {
  contact: ["contactid", "personid"],
  company: ["companyid", "accountid"],
  deal: ["dealid", "opportunityid"],
};
