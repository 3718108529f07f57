// Domains where anybody gets an address: sharing one says nothing about who somebody works for.

const domains = new Set(
  `gmail.com googlemail.com icloud.com me.com mac.com aol.com aim.com mail.com email.com usa.com post.com
  proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io tuta.com hey.com fastmail.com fastmail.fm hushmail.com zoho.com zohomail.eu
  msn.com rocketmail.com ymail.com inbox.com gmx.com gmx.de gmx.net gmx.at gmx.ch gmx.us gmx.fr gmx.es web.de freenet.de t-online.de
  arcor.de online.de email.de mailbox.org posteo.de posteo.net bluewin.ch hispeed.ch sunrise.ch chello.at aon.at a1.net
  abv.bg mail.bg dir.bg gbg.bg email.bg gyuvetch.bg mail.orbitel.bg rambler.ru mail.ru inbox.ru list.ru bk.ru internet.ru yandex.ru yandex.com
  ya.ru ukr.net i.ua meta.ua bigmir.net tut.by seznam.cz email.cz centrum.cz centrum.sk azet.sk zoznam.sk wp.pl o2.pl onet.pl op.pl interia.pl
  poczta.onet.pl gazeta.pl tlen.pl freemail.hu citromail.hu indamail.hu libero.it virgilio.it tiscali.it alice.it tin.it tim.it
  orange.fr wanadoo.fr free.fr sfr.fr laposte.net neuf.fr bbox.fr telefonica.net terra.es ono.com movistar.es sapo.pt uol.com.br bol.com.br
  terra.com.br ig.com.br globo.com prodigy.net.mx telenet.be skynet.be ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl
  qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com 21cn.com tom.com vip.163.com vip.qq.com
  naver.com daum.net hanmail.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com rediffmail.com
  comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com btinternet.com
  sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk bigpond.com optusnet.com.au xtra.co.nz shaw.ca rogers.com sympatico.ca`.split(
    /\s+/,
  ),
);

/** Names that carry one mail service under many countries, such as `yahoo.co.uk`. */
const families = /^(?:yahoo|hotmail|outlook|live|windowslive|gmx|yandex)\.[a-z]{2,3}(?:\.[a-z]{2})?$/;

/** True for a domain of a public mail service; `domain` in lower case. */
export const isFreeMail = (domain: string): boolean => domains.has(domain) || families.test(domain);
