//! The words by which mail programs mark what is not new, in the languages
//! their users read. All lower case.

/// What a header line inside a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    From,
    Date,
    To,
    Subject,
    Other,
}

#[rustfmt::skip]
pub(super) const FIELDS: &[(Field, &[&str])] = &[
    (
        Field::From,
        &[
            "from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "от", "от кого", "від", "kimden", "feladó",
            "expéditeur", "mittente", "remitente", "remetente", "absender", "afsender", "avsändare", "nadawca", "de la",
            "差出人", "发件人", "寄件者", "보낸 사람", "보낸사람", "από", "מאת", "من", "šalje", "saatja", "no", "nuo", "siuntėjas", "từ",
            "dari", "จาก", "frá", "pošiljatelj", "送信者", "寄件人", "发送人", "보내는 사람",
        ],
    ),
    (
        Field::Date,
        &[
            "sent", "date", "gesendet", "gesendet am", "datum", "envoyé", "envoyé le", "enviado", "enviado el", "enviada em",
            "enviado em", "enviada", "fecha", "data", "inviato", "verzonden", "skickat", "sendt", "dato", "lähetetty",
            "päivämäärä", "päiväys", "wysłano", "wysłane", "odesláno", "odoslané", "dátum", "отправлено", "дата", "надіслано",
            "gönderilme", "gönderme tarihi", "tarih", "elküldve", "küldve", "trimis", "日時", "送信日時", "日期", "发送时间",
            "发送日期", "寄件日期", "时间", "보낸 날짜", "날짜", "ημερομηνία", "תאריך", "نُسخة", "date de", "изпратено", "gönderildi", "gönderilme zamanı",
            "στάλθηκε", "ημ/νία", "poslano", "poslato", "saadetud", "saatmisaeg", "nosūtīts", "išsiųsta", "enviat", "傳送時間", "寄件時間", "đã gửi", "ngày",
            "dikirim", "tanggal", "ส่ง", "วันที่", "נשלח", "تم الإرسال", "أُرسلت", "التاريخ", "sent on", "送信日", "発信日時", "日付", "보낸 시간", "보낸날짜",
            "sendt den", "poslané", "дата отправления", "отправлен", "när", "когда",
        ],
    ),
    (
        Field::To,
        &[
            "to", "an", "à", "a", "para", "aan", "til", "till", "vastaanottaja", "do", "komu", "кому", "kime", "címzett",
            "pour", "destinataire", "destinatario", "destinatário", "empfänger", "către", "宛先", "收件人", "받는 사람",
            "받는사람", "προς", "אל", "إلى", "до", "prima", "za", "adressaat", "saaja", "kam", "per a", "收件者", "tới", "đến", "kepada", "untuk", "ถึง",
            "alıcı", "destinatari", "adresatas", "príjemca", "받는이",
        ],
    ),
    (
        Field::Subject,
        &[
            "subject", "betreff", "objet", "sujet", "asunto", "oggetto", "assunto", "onderwerp", "ämne", "emne", "aihe",
            "temat", "předmět", "predmet", "тема", "konu", "tárgy", "subiect", "件名", "主题", "主旨", "제목", "θέμα",
            "נושא", "الموضوع", "относно", "zadeva", "naslov", "teema", "temats", "tēma", "tema", "題名", "chủ đề", "subjek", "perihal", "เรื่อง", "หัวเรื่อง", "efni",
            "assumpte", "標題", "标题",
        ],
    ),
    (
        Field::Other,
        &[
            "cc", "bcc", "kopie", "copie", "copia", "cópia", "kopia", "kopi", "kopio", "dw", "копия", "копія", "bilgi",
            "másolat", "抄送", "참조", "reply-to", "antwort an", "répondre à", "responder a", "priority", "importance",
            "wichtigkeit", "attachments", "anlagen", "organization", "message-id", "sent by",
        ],
    ),
];

/// Beginnings of the subjects of letters that are passed on.
#[rustfmt::skip]
pub(super) const FORWARD_SUBJECTS: &[&str] = &[
    "fw:", "fwd:", "wg:", "tr:", "i:", "rv:", "enc:", "doorst:", "vb:", "vs:", "pd:", "vl:", "fs:", "ilt:", "yönt:", "továbbítás:", "转发:", "转发：",
    "轉寄:", "轉寄：", "전달:", "fw：", "fwd：", "πρθ:", "пересл:",
];

/// Verbs of "On Monday Ann wrote:". `true`: the name may follow the verb.
#[rustfmt::skip]
pub(super) const VERBS: &[(&str, bool)] = &[
    ("wrote", false),
    ("writes", false),
    ("said", false),
    ("schrieb", true),
    ("schreibt", true),
    ("geschrieben", false),
    ("a écrit", false),
    ("écrit", false),
    ("a ecrit", false),
    ("escribió", false),
    ("escribio", false),
    ("va escriure", false),
    ("escribiu", false),
    ("ha scritto", false),
    ("scrive", false),
    ("escreveu", false),
    ("schreef", true),
    ("geschreven", false),
    ("napisał", false),
    ("napisała", false),
    ("napisał(a)", false),
    ("napisano", false),
    ("pisze", false),
    ("skrev", true),
    ("skrifaði", true),
    ("kirjoitti", false),
    ("napsal", true),
    ("napsala", true),
    ("napsal(a)", true),
    ("napísal", true),
    ("napísala", true),
    ("napísal(a)", true),
    ("napisao", false),
    ("napisala", false),
    ("je napisal", true),
    ("пишет", false),
    ("писал", false),
    ("писал(а)", false),
    ("писала", false),
    ("написал", false),
    ("написала", false),
    ("написал(а)", false),
    ("написа", false),
    ("пише", false),
    ("написав", false),
    ("написав(-ла)", false),
    ("yazdı", false),
    ("yazmış", false),
    ("írta", true),
    ("a scris", false),
    ("rašė", false),
    ("kirjutas", true),
    ("rakstīja", false),
    ("έγραψε", false),
    ("כתב", true),
    ("كتب", true),
    ("đã viết", false),
    ("menulis", false),
    ("写道", false),
    ("寫道", false),
    ("写到", false),
    ("님이 작성", false),
    ("작성", false),
    ("쓴 글", false),
    ("เขียนว่า", false),
    ("เขียน", false),
    ("ha escrit", false),
    ("shkroi", false),
    ("napisao je", false),
    ("napisala je", false),
    ("parašė", false),
    ("のメール", false),
    ("書きました", false),
];

/// Words with which such a line begins.
#[rustfmt::skip]
pub(super) const LEADS: &[&str] = &[
    "on", "at", "am", "le", "el", "il", "op", "em", "den", "dne", "dnia", "w dniu", "a", "al", "på", "em", "kl", "le", "dana",
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so", "lun", "mar", "mer", "mié",
    "jeu", "jue", "ven", "vie", "sam", "sáb", "sab", "dim", "dom", "gio", "seg", "ter", "qua", "qui", "sex", "tir", "man",
    "ons", "tor", "tors", "fre", "lør", "søn", "mån", "tis", "lör", "sön", "ma", "wo", "vr", "za", "zo", "ke", "to", "pe",
    "la", "su", "po", "út", "st", "čt", "pá", "ne", "pon", "wt", "śr", "czw", "pt", "niedz", "so", "пн", "вт", "ср", "чт",
    "пт", "сб", "вс", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "v", "у", "בתאריך", "في", "ในวันที่", "vào", "pada", "на", "στις", "pe", "kuupäev", "dl", "u", "zitat", "quoting", "w",
];

/// Lines between dashes above an older letter.
#[rustfmt::skip]
pub(super) const OLDER: &[&str] = &[
    "original message", "original-nachricht", "originalnachricht", "ursprüngliche nachricht", "ursprüngliche mitteilung",
    "original e-mail", "original email", "original mail", "reply message", "replied message", "reply separator",
    "previous message", "original appointment", "ursprünglicher termin", "message d'origine", "message d’origine",
    "message original", "message initial", "mail original", "mensaje original", "messaggio originale", "messaggio originario",
    "mensagem original", "oorspronkelijk bericht", "origineel bericht", "ursprungligt meddelande", "originalmeddelande",
    "originalbrev", "oprindelig meddelelse", "original besked", "original meddelelse", "opprinnelig melding",
    "original melding", "alkuperäinen viesti", "oryginalna wiadomość", "wiadomość oryginalna", "wiadomość pierwotna",
    "původní zpráva", "původní e-mail", "pôvodná správa", "исходное сообщение", "первоначальное сообщение",
    "оригінальне повідомлення", "orijinal mesaj", "özgün i̇leti", "eredeti üzenet", "mesajul original", "izvorna poruka",
    "originalna poruka", "原始邮件", "原邮件", "原始郵件", "元のメッセージ", "원본 메시지", "αρχικό μήνυμα",
    "orijinal ileti", "orijinal i̇leti", "özgün ileti", "mesaj original", "original", "邮件原件", "원본 이메일", "원본메일", "원본 메일", "izvirno sporočilo", "pesan asli",
    "thư gốc", "algne kiri", "оригинално съобщение", "missatge original", "originalus laiškas", "sākotnējais ziņojums", "ข้อความต้นฉบับ", "ข้อความเดิม",
    "הודעה מקורית", "الرسالة الأصلية", "رسالة أصلية", "originalan poruka", "ursprungligt brev", "upprunaleg skilaboð", "回复的原邮件", "回复的邮件",
];

/// Lines above a letter that is passed on.
#[rustfmt::skip]
pub(super) const FORWARDED: &[&str] = &[
    "forwarded message", "begin forwarded message", "start of forwarded message", "forwarded by", "weitergeleitete nachricht",
    "weitergeleitete e-mail", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "beginn der weitergeleiteten nachricht", "message transféré", "message transmis", "début du message transféré",
    "début du message réexpédié", "mensaje reenviado", "inicio del mensaje reenviado", "messaggio inoltrato",
    "inizio messaggio inoltrato", "messaggio inoltrato da", "mensagem encaminhada", "mensagem reencaminhada",
    "início da mensagem encaminhada", "início da mensagem reencaminhada", "doorgestuurd bericht", "begin doorgestuurd bericht",
    "vidarebefordrat meddelande", "vidarebefordrat brev", "vidarebefordrat mejl", "videresendt meddelelse",
    "videresendt besked", "videresendt melding", "videresendt melding", "start på videresendt besked", "videresendt e-post",
    "begynnelse på videresendt melding", "välitetty viesti", "välitetty viesti alkaa", "edelleenlähetetty viesti",
    "wiadomość przesłana dalej", "przekazana wiadomość", "początek przekazywanej wiadomości", "treść przekazanej wiadomości",
    "přeposlaná zpráva", "začátek přeposlané zprávy", "předaná zpráva", "preposlaná správa", "пересылаемое сообщение",
    "пересланное сообщение", "начало переадресованного сообщения", "начало пересылаемого сообщения",
    "переслане повідомлення", "iletilen mesaj", "iletilmiş mesaj", "továbbított üzenet", "továbbított levél",
    "mesaj redirecționat", "proslijeđena poruka", "转发的邮件", "转发邮件", "转发信息", "轉寄郵件", "転送されたメッセージ",
    "전달된 메일", "προωθημένο μήνυμα",
    "転送メッセージ", "転送メール", "전달된 메시지", "开始转发的邮件", "以下是转发的邮件", "下面是被转发的邮件", "被转发邮件信息", "转发邮件信息", "開始轉寄的郵件", "轉寄的郵件",
    "i̇letilen ileti başlangıcı", "iletilen ileti başlangıcı", "iletilen ileti", "továbbított üzenet kezdete", "pesan terusan", "pesan yang diteruskan",
    "thư được chuyển tiếp", "tin nhắn đã được chuyển tiếp", "ข้อความที่ส่งต่อ", "הודעה שהועברה", "رسالة مُعاد توجيهها", "الرسالة المعاد توجيهها", "missatge reenviat",
    "препратено съобщение", "начало на препратеното съобщение", "posredovano sporočilo", "prosleđena poruka", "edastatud kiri", "pārsūtīts ziņojums",
    "persiųstas laiškas", "áframsend skilaboð", "mensaje reenviado por", "weitergeleitet von", "transféré par", "doorgestuurd door", "vidarebefordrat av",
];

/// "Please write above this line", which many desks put into their mail.
#[rustfmt::skip]
pub(super) const ABOVE: &[&str] = &[
    "reply above this line", "write above this line", "type your reply above", "respond above this line",
    "reply above the line", "add your reply above", "do not write below this line", "type above this line",
    "antworten sie oberhalb dieser zeile", "antworten sie über dieser zeile", "oberhalb dieser zeile antworten",
    "antwort oberhalb dieser linie", "bitte oberhalb dieser zeile", "répondez au-dessus de cette ligne",
    "répondre au-dessus de cette ligne", "responda por encima de esta línea", "rispondi sopra questa riga",
    "responda acima desta linha", "antwoord boven deze regel", "svara ovanför denna rad", "svar over denne linje",
    "odpowiedz powyżej tej linii", "odpovězte nad touto čárou",
];

/// Beginnings of the lines that phones and programs put under a letter.
#[rustfmt::skip]
pub(super) const DEVICES: &[&str] = &[
    "sent from my", "sent from", "sent via", "sent using", "sent with", "sent by", "get outlook for", "composed on",
    "von meinem", "von unterwegs", "gesendet von", "gesendet mit", "gesendet aus", "gesendet über", "verschickt von",
    "diese nachricht wurde von meinem", "holen sie sich outlook", "outlook für ios", "outlook für android", "envoyé de mon", "envoyé depuis", "envoyé à partir",
    "envoyé avec", "envoyé d'un", "obtenez outlook", "télécharger outlook", "enviado desde", "enviado do", "enviado de", "enviado a partir",
    "enviado com", "enviado via", "obtener outlook", "obter o outlook", "inviato da", "inviato dal", "inviato con", "scarica outlook",
    "ottieni outlook", "verzonden vanaf", "verstuurd vanaf", "verzonden met", "verstuurd met", "outlook voor", "download outlook",
    "skickat från", "skickat via", "hämta outlook", "sendt fra", "sendt via", "sendt med", "hent outlook", "få outlook", "lähetetty", "hanki outlook",
    "wysłane z", "wysłano z", "wysłane przy", "pobierz outlook", "odesláno z", "odesláno pomocí", "odoslané z", "získat outlook",
    "отправлено с", "отправлено из", "отправлено от", "надіслано з", "отримати outlook", "скачать outlook", "trimis de pe", "poslano z",
    "poslano s", "küldve", "iphoneから送信", "ipadから送信", "发自我的", "从我的", "從我的", "寄件自", "나의 iphone에서",
    "내 iphone에서", "στάλθηκε από", "نُرسل من", "εστάλη από", "dikirim dari", "đã gửi từ", "ส่งจาก", "أرسلت من", "أُرسلت من",
    "изпратено от", "išsiųsta iš", "nosūtīts no", "poslato sa", "enviat des", "saadetud minu", "elküldve az i", "elküldve a ", "sendt frå", "sent fra", "envoyé par", "inviato tramite", "enviado mediante", "נשלח מ",
];

/// The ends of such lines in languages that put the verb last.
#[rustfmt::skip]
pub(super) const DEVICE_ENDS: &[&str] = &["dan gönderildi", "den gönderildi", "tarafından gönderildi", "から送信", "から送信されました", "gesendet", "发送", "傳送", "보냄", "전송함"];

/// And how they begin.
#[rustfmt::skip]
pub(super) const DEVICE_STARTS: &[&str] = &[
    "von ", "vom ", "mit ", "aus ", "iphone", "ipad", "android", "samsung", "galaxy", "outlook", "yahoo", "gmail", "huawei", "xiaomi", "windows", "从", "從", "发自", "使用",
    "나의", "내 ", "스마트폰", "携帯", "スマートフォン",
];

/// Beginnings of what a company's server puts under every letter.
#[rustfmt::skip]
pub(super) const DISCLAIMERS: &[&str] = &[
    "this e-mail", "this email", "this message", "this communication", "this transmission", "the information in this", "the information contained", "the contents of this",
    "the content of this", "confidentiality notice", "confidentiality:", "confidential:", "disclaimer", "legal notice", "important notice", "notice:", "if you are not the intended", "if you have received this",
    "please consider the environment", "please think of the environment", "think before you print", "virus-free", "diese e-mail", "diese email", "diese mail", "diese nachricht",
    "der inhalt dieser", "die in dieser e-mail", "hinweis:", "wichtiger hinweis", "bitte denken sie an die umwelt", "bitte prüfen sie", "virenfrei", "ce message", "ce courriel", "ce courrier", "cet e-mail", "cet email",
    "le contenu de ce", "avis de confidentialité", "pensez à l'environnement", "pensez à l’environnement", "este mensaje", "este correo", "la información contenida", "aviso legal", "aviso de confidencialidad",
    "antes de imprimir", "questo messaggio", "questa e-mail", "questa email", "le informazioni contenute", "avviso di riservatezza", "ai sensi del", "esta mensagem", "este e-mail", "este email",
    "as informações contidas", "aviso de confidencialidade", "dit bericht", "dit e-mailbericht", "deze e-mail", "de informatie in", "detta meddelande", "detta e-post", "denne e-mail", "denne e-posten",
    "denne meddelelse", "tämä viesti", "tämä sähköposti", "niniejsza wiadomość", "ta wiadomość", "informacje zawarte", "tento e-mail", "táto správa", "tato zpráva", "данное сообщение", "это сообщение", "настоящее сообщение",
    "bu e-posta", "bu mesaj", "acest mesaj", "acest e-mail", "ez az e-mail", "本邮件", "此邮件", "本電子郵件", "このメール", "本メール", "이 메일",
];

/// One of these has to stand in it, too.
#[rustfmt::skip]
pub(super) const DISCLAIMER_WORDS: &[&str] = &[
    "confidential", "privileged", "intended recipient", "intended solely", "intended only", "addressee", "environment", "virus", "vertraulich", "umwelt", "nicht der richtige", "irrtümlich", "confidentiel", "destinataire",
    "confidencial", "destinatari", "ambiente", "riservat", "confidenziali", "vertrouwelijk", "geadresseerde", "konfidentiell", "fortrolig", "fortrolige", "luottamuksell", "poufn", "důvěrn", "dôvern", "конфиденциал",
    "gizli", "confidenţial", "confidențial", "bizalmas", "机密", "保密", "機密", "秘密", "기밀", "medio ambiente", "l'environnement", "l’environnement",
];

/// One of these has to stand in such a line, too.
#[rustfmt::skip]
pub(super) const DEVICE_WORDS: &[&str] = &[
    "my ", "mein", "mon ", "mi ", "mio ", "mia ", "meu ", "minha ", "mijn ", "min ", "mitt ", "mojego", "mého", "moj", "моего", "мого", "我的", "나의", "내 ",
    "phone", "ipad", "android", "mobile", "mobil", "móvil", "outlook", "mail", "gmail", "yahoo", "app", "blackberry", "samsung", "galaxy",
    "huawei", "xiaomi", "windows", "proton", "tablet", "device", "verizon", "wireless", "spark", "superhuman", "aqua", "telefon", "handy",
    "téléphone", "teléfono", "telefono", "puhelim", "smartphone", "почт", "устройств", "http", "unterwegs", "nine", "hey", "web", "pixels",
    "iphoneから", "ipadから", "iphon", "айфон", "手机", "手機", "текст", "text messaging", "torch", "laptop", "computer", "mac",
];

/// Words of a mailing list's foot.
#[rustfmt::skip]
pub(super) const FOOTERS: &[&str] =
    &["mailing list", "unsubscribe", "abbestellen", "abmelden", "désabonner", "désinscrire", "listinfo", "mailman", "google groups", "visit topic", "yahoogroups"];
