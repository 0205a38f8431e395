//! The lines with which mail programs introduce what they quote, in the languages
//! their users read: above each of them stands one new line, and it alone is new.
//!
//! The lines are written after what the programs are known to write, with
//! people and shops of our own.

use letters::read;

#[rustfmt::skip]
const INTRODUCTIONS: &[&str] = &[
    // Gmail
    "On Mon, Jan 5, 2026 at 9:00 AM Sonnhalde <help@sonnhalde.example> wrote:",
    "On Mon, 5 Jan 2026 at 09:00, Sonnhalde <help@sonnhalde.example> wrote:",
    "Am Mo., 5. Jan. 2026 um 09:00 Uhr schrieb Sonnhalde <help@sonnhalde.example>:",
    "Le lun. 5 janv. 2026 à 09:00, Sonnhalde <help@sonnhalde.example> a écrit :",
    "El lun, 5 ene 2026 a las 9:00, Sonnhalde (<help@sonnhalde.example>) escribió:",
    "Il giorno lun 5 gen 2026 alle ore 09:00 Sonnhalde <help@sonnhalde.example> ha scritto:",
    "Em seg., 5 de jan. de 2026 às 09:00, Sonnhalde <help@sonnhalde.example> escreveu:",
    "Sonnhalde <help@sonnhalde.example> escreveu (segunda, 5/01/2026 à(s) 09:00):",
    "Op ma 5 jan 2026 om 09:00 schreef Sonnhalde <help@sonnhalde.example>:",
    "Den mån 5 jan. 2026 kl 09:00 skrev Sonnhalde <help@sonnhalde.example>:",
    "man. 5. jan. 2026 kl. 09:00 skrev Sonnhalde <help@sonnhalde.example>:",
    "Den man. 5. jan. 2026 kl. 09.00 skrev Sonnhalde <help@sonnhalde.example>:",
    "ma 5. tammik. 2026 klo 9.00 Sonnhalde (help@sonnhalde.example) kirjoitti:",
    "pon., 5 sty 2026 o 09:00 Sonnhalde <help@sonnhalde.example> napisał(a):",
    "po 5. 1. 2026 v 9:00 odesílatel Sonnhalde <help@sonnhalde.example> napsal:",
    "po 5. 1. 2026 o 9:00 Sonnhalde <help@sonnhalde.example> napísal(a):",
    "пн, 5 янв. 2026 г. в 09:00, Sonnhalde <help@sonnhalde.example>:",
    "пн, 5 січ. 2026 р. о 09:00 Sonnhalde <help@sonnhalde.example> пише:",
    "На пн, 5.01.2026 г. в 9:00 Sonnhalde <help@sonnhalde.example> написа:",
    "Sonnhalde <help@sonnhalde.example>, 5 Oca 2026 Pzt, 09:00 tarihinde şunu yazdı:",
    "Sonnhalde <help@sonnhalde.example> ezt írta (időpont: 2026. jan. 5., H, 9:00):",
    "lun., 5 ian. 2026 la 09:00, Sonnhalde <help@sonnhalde.example> a scris:",
    "Στις Δευ 5 Ιαν 2026 στις 9:00 π.μ., ο χρήστης Sonnhalde <help@sonnhalde.example> έγραψε:",
    "pon, 5. sij 2026. u 09:00 Sonnhalde <help@sonnhalde.example> napisao je:",
    "V V pon., 5. jan. 2026 ob 09:00 je oseba Sonnhalde <help@sonnhalde.example> napisala:",
    "Missatge de Sonnhalde <help@sonnhalde.example> del dia dl., 5 de gen. 2026 a les 9:00:",
    "Kuupäev E, 5. jaanuar 2026 kell 09:00 kirjutas Sonnhalde <help@sonnhalde.example>:",
    "2026-01-05, pr, 09:00 Sonnhalde <help@sonnhalde.example> rašė:",
    "pirmd., 2026. g. 5. janv., plkst. 09:00 — lietotājs Sonnhalde (<help@sonnhalde.example>) rakstīja:",
    "2026年1月5日(月) 9:00 Sonnhalde <help@sonnhalde.example>:",
    "Sonnhalde <help@sonnhalde.example> 于2026年1月5日周一 09:00写道：",
    "Sonnhalde <help@sonnhalde.example> 於 2026年1月5日 週一 上午9:00寫道：",
    "2026년 1월 5일 (월) 오전 9:00, Sonnhalde <help@sonnhalde.example>님이 작성:",
    "Vào Th 2, 5 thg 1, 2026 vào lúc 09:00 Sonnhalde <help@sonnhalde.example> đã viết:",
    "Pada tanggal Sen, 5 Jan 2026 pukul 09.00 Sonnhalde <help@sonnhalde.example> menulis:",
    "ในวันที่ จ. 5 ม.ค. 2026 เวลา 09:00 Sonnhalde <help@sonnhalde.example> เขียนว่า:",
    "\u{202b}בתאריך יום ב׳, 5 בינו׳ 2026 ב-9:00 מאת \u{202a}Sonnhalde\u{202c}\u{200f} <\u{202a}help@sonnhalde.example\u{202c}\u{200f}>:\u{202c}",
    "في الاثنين، ٥ يناير ٢٠٢٦ في ٩:٠٠ ص تمت كتابة ما يلي بواسطة \u{202a}Sonnhalde\u{202c}\u{200f} <\u{202a}help@sonnhalde.example\u{202c}\u{200f}>:",
    // Apple Mail and the phones of Apple
    "On Jan 5, 2026, at 9:00 AM, Sonnhalde <help@sonnhalde.example> wrote:",
    "On 5 Jan 2026, at 09:00, Sonnhalde <help@sonnhalde.example> wrote:",
    "Am 05.01.2026 um 09:00 schrieb Sonnhalde <help@sonnhalde.example>:",
    "Le 5 janv. 2026 à 09:00, Sonnhalde <help@sonnhalde.example> a écrit :",
    "El 5 ene 2026, a las 9:00, Sonnhalde <help@sonnhalde.example> escribió:",
    "Il giorno 5 gen 2026, alle ore 09:00, Sonnhalde <help@sonnhalde.example> ha scritto:",
    "Em 5 de jan. de 2026, à(s) 09:00, Sonnhalde <help@sonnhalde.example> escreveu:",
    "Op 5 jan 2026, om 09:00 heeft Sonnhalde <help@sonnhalde.example> het volgende geschreven:",
    "5 jan. 2026 kl. 09:00 skrev Sonnhalde <help@sonnhalde.example>:",
    "Den 5. jan. 2026 kl. 09.00 skrev Sonnhalde <help@sonnhalde.example>:",
    "Sonnhalde <help@sonnhalde.example> kirjoitti 5.1.2026 kello 9.00:",
    "Wiadomość napisana przez Sonnhalde <help@sonnhalde.example> w dniu 5 sty 2026, o godz. 09:00:",
    "5. 1. 2026 v 9:00, Sonnhalde <help@sonnhalde.example>:",
    "5 янв. 2026 г., в 9:00, Sonnhalde <help@sonnhalde.example> написал(а):",
    "Sonnhalde <help@sonnhalde.example> şunları yazdı (5 Oca 2026 09:00):",
    "2026/01/05 9:00、Sonnhalde <help@sonnhalde.example>のメール:",
    "在 2026年1月5日，09:00，Sonnhalde <help@sonnhalde.example> 写道：",
    "Sonnhalde <help@sonnhalde.example> 於 2026年1月5日 上午9:00 寫道：",
    "2026. 1. 5. 오전 9:00, Sonnhalde <help@sonnhalde.example> 작성:",
    "Sonnhalde <help@sonnhalde.example> írta (2026. jan. 5. dátummal, 9:00 időpontban):",
    // Thunderbird and its kin
    "On 05/01/2026 09:00, Sonnhalde wrote:",
    "On 2026-01-05 09:00, Sonnhalde wrote:",
    "Am 05.01.26 um 09:00 schrieb Sonnhalde:",
    "Am 05.01.2026 um 09:00 schrieb Sonnhalde via Liste:",
    "Le 05/01/2026 à 09:00, Sonnhalde a écrit :",
    "El 5/1/26 a las 9:00, Sonnhalde escribió:",
    "Il 05/01/2026 09:00, Sonnhalde ha scritto:",
    "Em 05/01/2026 09:00, Sonnhalde escreveu:",
    "Op 05-01-2026 om 09:00 schreef Sonnhalde:",
    "Den 2026-01-05 kl. 09:00, skrev Sonnhalde:",
    "Den 05.01.2026 09:00, skrev Sonnhalde:",
    "Sonnhalde kirjoitti 5.1.2026 klo 9.00:",
    "W dniu 5.01.2026 o 09:00, Sonnhalde pisze:",
    "Dne 05. 01. 26 v 9:00 Sonnhalde napsal(a):",
    "05.01.2026 09:00, Sonnhalde пишет:",
    "5.01.2026 09:00 tarihinde Sonnhalde yazdı:",
    "2026. 01. 05. 9:00 keltezéssel, Sonnhalde írta:",
    "在 2026/1/5 9:00, Sonnhalde 写道:",
    "2026-01-05 오전 9:00에 Sonnhalde 이(가) 쓴 글:",
    "Στις 5/1/26 09:00, ο/η Sonnhalde έγραψε:",
    "Pe 05.01.2026 09:00, Sonnhalde a scris:",
    "05.01.26 09:00, Sonnhalde пише:",
    // Others
    "Quoting Sonnhalde <help@sonnhalde.example>:",
    "Zitat von Sonnhalde <help@sonnhalde.example>:",
    "Sonnhalde <help@sonnhalde.example> schrieb am Mo., 5. Jan. 2026, 09:00:",
    "Sonnhalde <help@sonnhalde.example> wrote on 05.01.2026 09:00:",
    "Sonnhalde hat am 05.01.2026 09:00 geschrieben:",
    "Sonnhalde <help@sonnhalde.example> hat am 05.01.2026 09:00 CET geschrieben:",
    "On Monday, January 5th, 2026 at 9:00 AM, Sonnhalde <help@sonnhalde.example> wrote:",
    "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, January 5th, 2026 at 9:00 AM, Sonnhalde <help@sonnhalde.example> wrote:",
    "On Monday, January 5, 2026 at 09:00:00 AM GMT+1, Sonnhalde <help@sonnhalde.example> wrote:",
    "Am Montag, 5. Januar 2026 um 09:00:00 MEZ hat Sonnhalde <help@sonnhalde.example> Folgendes geschrieben:",
    "Le lundi 5 janvier 2026 à 09:00:00 UTC+1, Sonnhalde <help@sonnhalde.example> a écrit :",
    "El lunes, 5 de enero de 2026, 09:00:00 CET, Sonnhalde <help@sonnhalde.example> escribió:",
    "Il lunedì 5 gennaio 2026 alle ore 09:00:00 CET, Sonnhalde <help@sonnhalde.example> ha scritto:",
    "5 Jan 2026, 09:00 by help@sonnhalde.example:",
    "05.01.2026, 09:00, \"Sonnhalde\" <help@sonnhalde.example>:",
    "Понедельник, 5 января 2026, 9:00 +03:00 от Sonnhalde <help@sonnhalde.example>:",
    "在2026年01月05日 09:00，Sonnhalde<help@sonnhalde.example>写道：",
    "At 2026-01-05 09:00:00, \"Sonnhalde\" <help@sonnhalde.example> wrote:",
    "---- On Mon, 05 Jan 2026 09:00:00 +0100 Sonnhalde <help@sonnhalde.example> wrote ----",
    "---- Am Mo, 05 Jan. 2026 09:00:00 +0100 Sonnhalde <help@sonnhalde.example> schrieb ----",
    "On Mon, Jan 05, 2026 at 09:00:00AM +0100, Sonnhalde wrote:",
    "* Sonnhalde <help@sonnhalde.example> [2026-01-05 09:00]:",
    "Sonnhalde <help@sonnhalde.example> writes:",
    "Sonnhalde writes:",
];

fn letter(text: &str) -> Vec<u8> {
    format!(
        "From: Ines Brandt <ines.brandt@post.example>\nTo: help@sonnhalde.example\nSubject: Re: Order\n\
         Message-ID: <a@post.example>\nIn-Reply-To: <b@sonnhalde.example>\nDate: Mon, 05 Jan 2026 10:00:00 +0100\n\
         Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"
    )
    .into_bytes()
}

const NEW: &str = "The order 4711 is for me.\n\nWhen does it come?";
const OLD: &str = "Hello,\n\nwhich order is it?\n\nSonnhalde";

/// The new words are found, and nothing is lost.
#[track_caller]
fn holds(text: &str, reply: &str, failed: &mut Vec<String>) {
    let (letter, _) = read(&letter(text));
    let rest = letter.elided_text.as_deref().unwrap_or_default();
    for line in letter.shown_text.lines().filter(|l| !l.trim().is_empty()) {
        let kept = letter
            .reply_text
            .lines()
            .chain(rest.lines())
            .any(|l| l == line);
        assert!(kept, "{line:?} is lost in {text:?}");
    }
    if letter.reply_text != reply {
        failed.push(format!("{text}\n-- was read as\n{}", letter.reply_text));
    }
}

fn none(failed: &[String]) {
    assert!(
        failed.is_empty(),
        "{} misread:\n{}",
        failed.len(),
        failed.join("\n=====\n")
    );
}

#[test]
fn introductions_of_many_programs_and_languages() {
    let mut failed = Vec::new();
    let quoted: String = OLD.lines().map(|line| format!("> {line}\n")).collect();
    for intro in INTRODUCTIONS {
        holds(&format!("{NEW}\n\n{intro}\n\n{quoted}"), NEW, &mut failed);
        // Below the quote, as some people answer.
        holds(&format!("{intro}\n{quoted}\n{NEW}\n"), NEW, &mut failed);
    }
    none(&failed);
}

/// Programs break a long line where they like.
#[test]
fn introductions_that_were_wrapped() {
    let mut failed = Vec::new();
    let quoted: String = OLD.lines().map(|line| format!("> {line}\n")).collect();
    for intro in INTRODUCTIONS
        .iter()
        .filter(|i| i.is_ascii() && i.contains('<') && i.len() > 60)
    {
        let at = intro.rfind('<').unwrap_or_default();
        let wrapped = format!("{}\n{}", intro[..at].trim_end(), &intro[at..]);
        holds(&format!("{NEW}\n\n{wrapped}\n\n{quoted}"), NEW, &mut failed);
    }
    none(&failed);
}

/// From, sent, to, subject, as Outlook and its kin write them without any quote mark.
#[rustfmt::skip]
const HEADERS: &[[&str; 4]] = &[
    ["From", "Sent", "To", "Subject"], ["Von", "Gesendet", "An", "Betreff"], ["Von", "Datum", "An", "Betreff"],
    ["De", "Envoyé", "À", "Objet"], ["De", "Date", "À", "Objet"], ["De", "Enviado", "Para", "Asunto"], ["De", "Enviado el", "Para", "Asunto"],
    ["De", "Enviada em", "Para", "Assunto"], ["De", "Enviado", "Para", "Assunto"], ["Da", "Inviato", "A", "Oggetto"], ["Van", "Verzonden", "Aan", "Onderwerp"],
    ["Från", "Skickat", "Till", "Ämne"], ["Fra", "Sendt", "Til", "Emne"], ["Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"],
    ["Od", "Wysłano", "Do", "Temat"], ["Od", "Odesláno", "Komu", "Předmět"], ["Od", "Odoslané", "Komu", "Predmet"],
    ["От", "Отправлено", "Кому", "Тема"], ["От", "Дата", "Кому", "Тема"], ["Від", "Надіслано", "Кому", "Тема"], ["От", "Изпратено", "До", "Относно"],
    ["Kimden", "Gönderildi", "Kime", "Konu"], ["Kimden", "Gönderilme Zamanı", "Kime", "Konu"], ["Feladó", "Elküldve", "Címzett", "Tárgy"], ["De la", "Trimis", "Către", "Subiect"],
    ["Από", "Στάλθηκε", "Προς", "Θέμα"], ["Šalje", "Poslano", "Prima", "Predmet"], ["Od", "Poslano", "Za", "Zadeva"], ["Od", "Poslato", "Za", "Naslov"],
    ["Saatja", "Saadetud", "Adressaat", "Teema"], ["No", "Nosūtīts", "Kam", "Temats"], ["Nuo", "Išsiųsta", "Kam", "Tema"], ["De", "Enviat", "Per a", "Tema"],
    ["差出人", "送信日時", "宛先", "件名"], ["发件人", "发送时间", "收件人", "主题"], ["寄件者", "寄件日期", "收件者", "主旨"], ["寄件者", "傳送時間", "收件者", "主旨"], ["보낸 사람", "보낸 날짜", "받는 사람", "제목"],
    ["Từ", "Đã gửi", "Tới", "Chủ đề"], ["Dari", "Dikirim", "Kepada", "Subjek"], ["จาก", "ส่ง", "ถึง", "เรื่อง"],
    ["מאת", "נשלח", "אל", "נושא"], ["من", "تم الإرسال", "إلى", "الموضوع"], ["Frá", "Sent", "Til", "Efni"],
];

#[test]
fn header_blocks_of_many_languages() {
    let mut failed = Vec::new();
    for [from, sent, to, subject] in HEADERS {
        for (colon, bold) in [(":", ""), (" :", ""), (":", "*")] {
            let line = |name: &str, value: &str| format!("{bold}{name}{colon}{bold} {value}\n");
            let block = [
                line(from, "Sonnhalde <help@sonnhalde.example>"),
                line(sent, "2026-01-05 09:00"),
                line(to, "Ines Brandt <ines.brandt@post.example>"),
                line(subject, "Order"),
            ]
            .concat();
            holds(&format!("{NEW}\n\n{block}\n{OLD}\n"), NEW, &mut failed);
            holds(
                &format!("{NEW}\n\n________________________________\n{block}\n{OLD}\n"),
                NEW,
                &mut failed,
            );
        }
    }
    none(&failed);
}

/// Lines above an older letter that has no marks and no headers we know.
#[rustfmt::skip]
const SEPARATORS: &[&str] = &[
    "-----Original Message-----", "----- Original Message -----", "--------- Original Message ---------", "-----Ursprüngliche Nachricht-----",
    "-------- Original-Nachricht --------", "-----Message d'origine-----", "-------- Message original --------", "-----Mensaje original-----",
    "-----Messaggio originale-----", "-----Mensagem original-----", "-----Oorspronkelijk bericht-----", "-----Ursprungligt meddelande-----",
    "-----Oprindelig meddelelse-----", "-----Opprinnelig melding-----", "-----Alkuperäinen viesti-----", "-----Oryginalna wiadomość-----",
    "-----Původní zpráva-----", "-----Исходное сообщение-----", "-----Orijinal İleti-----", "-----Özgün İleti-----", "-----Eredeti üzenet-----", "-----Mesaj original-----",
    "-----Αρχικό μήνυμα-----", "-----邮件原件-----", "------------------ 原始邮件 ------------------", "------------------ Original ------------------", "-----原始郵件-----", "-----元のメッセージ-----", "-----원본 메시지-----",
    "-------- 원본 이메일 --------", "-------- Ursprüngliche Nachricht --------", "---------- Original Message ----------", "------ Original Message ------", "-----Izvorna poruka-----", "-----Izvirno sporočilo-----", "-----Pôvodná správa-----",
    "-----Pesan Asli-----", "-----Thư gốc-----", "-----Originalmeddelande-----", "-----Algne kiri-----", "-----Оригінальне повідомлення-----", "-----Оригинално съобщение-----",
];

#[test]
fn separators_of_many_languages() {
    let mut failed = Vec::new();
    for line in SEPARATORS {
        holds(&format!("{NEW}\n\n{line}\n{OLD}\n"), NEW, &mut failed);
    }
    none(&failed);
}

#[rustfmt::skip]
const DEVICES: &[&str] = &[
    "Sent from my iPhone", "Sent from my iPad", "Sent from my Galaxy", "Sent from my Samsung Galaxy smartphone.", "Sent from Outlook for iOS", "Get Outlook for Android", "Sent from Yahoo Mail for iPhone",
    "Sent from Mail for Windows", "Sent from my BlackBerry 10 smartphone.", "Sent with Proton Mail secure email.", "Sent from my Huawei phone", "Sent from Proton Mail for iOS",
    "Von meinem iPhone gesendet", "Gesendet von Outlook für iOS", "Holen Sie sich Outlook für Android", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet mit der GMX Mail App", "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.", "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
    "Envoyé de mon iPhone", "Envoyé depuis mon smartphone Samsung Galaxy.", "Télécharger Outlook pour iOS", "Enviado desde mi iPhone", "Obtener Outlook para Android", "Enviado do meu iPhone", "Inviato da iPhone", "Inviato dal mio Galaxy", "Scarica Outlook per iOS",
    "Verstuurd vanaf mijn iPhone", "Verzonden vanaf mijn Galaxy", "Skickat från min iPhone", "Sendt fra min iPhone", "Lähetetty iPhonesta", "Wysłane z iPhone'a", "Odesláno z iPhonu", "Odoslané z iPhonu", "Отправлено с iPhone", "Отправлено из мобильной Яндекс Почты",
    "iPhone'umdan gönderildi", "iPhone’umdan gönderildi", "iPhoneから送信", "发自我的iPhone", "从我的 iPhone 发送", "從我的 iPhone 傳送", "나의 iPhone에서 보냄", "Trimis de pe iPhone-ul meu", "Poslano s mog iPhonea", "Poslano z mojega iPhone", "Elküldve az iPhone-omról", "Надіслано з iPhone", "Εστάλη από το iPhone μου",
    "Dikirim dari iPhone saya", "Đã gửi từ iPhone của tôi", "ส่งจาก iPhone ของฉัน", "נשלח מה-iPhone שלי", "أُرسلت من الـ iPhone", "Изпратено от моя iPhone",
];

#[test]
fn devices_sign_and_are_folded() {
    let mut failed = Vec::new();
    for line in DEVICES {
        holds(&format!("{NEW}\n\n{line}\n"), NEW, &mut failed);
    }
    none(&failed);
}

/// What looks like it and is the customer's own.
#[test]
fn own_words_stay() {
    let mut failed = Vec::new();
    for text in [
        "From: Berlin\nTo: Hamburg\nWhen: Monday\n\nDo you deliver there?",
        "My neighbour wrote:\n\nit never rang.\n\nIs that so?",
        "On 5 January 2026 at 9:00 your driver wrote: not at home.\nI was at home.",
        "I saw the original message on your page.\nWhat does it mean?",
        "Sent from the warehouse on Monday?\nI doubt it.",
        "Date: 5 January\nOrder: 4711\nSubject: wrong colour\n\nPlease change it.",
        "Questions:\n1. When?\n2. How much:\n\nThanks",
        "> is the sign on the box.\nWhat does it mean?",
        "Von: Berlin\nNach: Bonn\nAm: 5.1.2026\n\nGeht das?",
        "Herr Maier schrieb am 5.1.2026, dass es kommt.\nEs kam nicht.",
        "Il tecnico ha scritto: tutto bene.\nNon è vero.",
        "De la caisse manque une vis.\nÀ bientôt: samedi.",
        "---\nOne\n---\nTwo\n---\nThree?",
        "Die Rechnung habe ich schon gestern per Mail gesendet",
        "I paid it.\n\nSent from Berlin on 5.1.2026",
        "我昨天已经用手机发送",
        "Fine.\n--\nPS: my new address is Main Street 5",
        "This email and the one of Monday are about the same order.",
        "Tel. 0151 123456 is wrong.\nPlease use this: 0151 654321",
    ] {
        holds(text, text, &mut failed);
    }
    none(&failed);
}

/// Shapes of letters, whatever the words: what stands where, and what is new.
#[rustfmt::skip]
const SHAPES: &[(&str, &str)] = &[
    ("Yes.\n\nSent from Samsung MobileAnn Field <ann@post.example> wrote:\n\n> Is it?\n", "Yes."),
    ("Yes.\n\nSent from my phone\n\n> On 5 Jan 2026, at 09:00, Ann Field <ann@post.example> wrote:\n> \n> Is it?\n", "Yes."),
    ("Yes.\n\n***** Original Message *****\nIs it?", "Yes."),
    ("Yes.\n\nGet Outlook for iOS<https://aka.example/o>\n________________________________\nFrom: Ann <ann@post.example>\nSent: Monday\nTo: Bo <bo@post.example>\nSubject: Bike\n\nIs it?", "Yes."),
    ("Yes.\n\n> Is it?\n> Really?\n", "Yes."),
    ("> Is it?\n\nYes.\n", "> Is it?\n\nYes."),
    ("On 5 Jan 2026, at 09:00, Ann wrote:\n\n> Is it?\n\nYes.\n", "Yes."),
    ("One question we had on this.\n\nOn Jan 5, 2026, at 09:00, Ann Field wrote:\n\n> Is it?\n", "One question we had on this."),
    ("On the other hand I agree.\n\nOn Mon, Jan 5, 2026 at 9:00 AM, Ann <ann@post.example> wrote:\n> Is it?\n", "On the other hand I agree."),
    ("Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM, Ann <ann@post.example> wrote:\n\nIs it?\n\nAnn\n", "Yes."),
    ("Yes.\n\nOn Mon, Jan 5, 2026 at 9:00 AM, Ann\n<ann@post.example>\nwrote:\n\n> Is it?\n", "Yes."),
    ("Yes.\n\n> On Mon, Jan 5, 2026 at 9:00 AM, Ann <ann@post.example> wrote:\n>> Is it?\n> No.\n", "Yes."),
    ("Hello,\n\n> Which colour?\n\nRed.\n\n> Which size?\n\nLarge.\n\n-- \nAnn\n", "Hello,\n\n> Which colour?\n\nRed.\n\n> Which size?\n\nLarge."),
    ("Yes.\n\n-- \nAnn Field\nField Ltd\nTel. 0151 123456\n", "Yes."),
    ("Yes.\n\nAnn\n\n--\nAnn Field | Field Ltd\n\nOn 5 Jan 2026 09:00, Bo wrote:\n> Is it?\n", "Yes.\n\nAnn"),
    ("Yes.\n\n________________________________\nAnn Field\nTel: +49 151 123456\nann@field.example\n", "Yes."),
    ("Yes.\n\n-------- Forwarded Message --------\nSubject: Bike\nDate: Mon, 5 Jan 2026 09:00:00 +0100\nFrom: Bo <bo@else.example>\nTo: Ann <ann@post.example>\n\nIs it?\n", "Yes."),
    ("Yes.\n\n-----Original Appointment-----\nFrom: Bo\nSent: Monday\nTo: Ann\nSubject: Visit\n\nAt ten?\n", "Yes."),
    ("Yes.\n\nFrom: Bo <bo@else.example>\nDate: Monday, 5 January 2026 at 09:00\nTo: Ann <ann@post.example>\nSubject: Bike\n\nIs it?\n", "Yes."),
    ("Yes.\n\n*From:* Bo [mailto:bo@else.example]\n*Sent:* Monday, January 5, 2026 9:00 AM\n*To:* Ann\n*Cc:* Cy\n*Subject:* RE: Bike\n\nIs it?\n", "Yes."),
    ("Yes.\r\n\r\nOn 5 Jan 2026 09:00, Bo wrote:\r\n\r\n> Is it?\r\n", "Yes."),
    ("1. Yes\n2. No\n3. Perhaps\n\n> 1. Is it?\n> 2. Was it?\n", "1. Yes\n2. No\n3. Perhaps"),
    ("##- Please type your reply above this line -##\n\nYour case is open.", "##- Please type your reply above this line -##\n\nYour case is open."),
    ("Yes.\n\n## Please write above this line ##\n\nYour case is open.", "Yes."),
    ("Yes.\n\nBo via Sonnhalde <help@sonnhalde.example> schrieb am Mo., 5. Jan.\n2026, 09:00:\n\n> Is it?\n", "Yes."),
    ("Yes.\n\n----\nOn 5 Jan 2026 09:00, Bo wrote:\n> Is it?\n", "Yes."),
    ("Yes.\n\nThis e-mail and any attachments are confidential and intended solely for the addressee.\n", "Yes."),
    ("Ja.\n\nInes\n\nDiese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind,\ninformieren Sie bitte den Absender.\n", "Ja.\n\nInes"),
    ("Oui.\n\nCe message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires.\n\n> Vendredi ?\n", "Oui."),
    ("Yes.\n\nPlease consider the environment before printing this e-mail or its attachments.\n\nSent from my iPhone\n", "Yes."),
    ("Yes.\n\n| Is it?\n", "Yes.\n\n| Is it?"),
    ("Yes.\n\nDen 05-01-2026 kl. 09:00 skrev Bo Hill:\n> Is it?\n>\n> Bo\n\n\n", "Yes."),
    ("", ""),
];

#[test]
fn shapes_of_replies() {
    let mut failed = Vec::new();
    for (text, reply) in SHAPES {
        holds(text, reply, &mut failed);
    }
    none(&failed);
}
