//! Whatever bytes come, reading ends well; whatever is composed, no given value
//! becomes a header, and what was written is read again.

use std::time::{Duration, Instant};

use letters::{
    Address, Attachment, Clean, FooterLine, Outgoing, clean_html, compose, markdown_html,
    only_thanks, read, reading,
};
use proptest::prelude::*;

/// Pieces of which real and broken letters are made.
const PIECES: &[&str] = &[
    "From: Ann <ann@example.org>\r\n",
    "To: help@shop.example, \"B, C\" <b@example.org>\n",
    "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n",
    "Subject: =?utf-8?b?",
    "Content-Type: multipart/mixed; boundary=\"b\"\r\n",
    "Content-Type: multipart/alternative; boundary=b2\n",
    "Content-Type: text/html; charset=iso-8859-1\r\n",
    "Content-Type: text/plain; charset=utf-7\r\n",
    "Content-Type: message/rfc822\r\n",
    "Content-Type: message/delivery-status\r\n",
    "Content-Transfer-Encoding: base64\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n",
    "Content-Disposition: attachment; filename*=utf-8''%C3%BC.txt\r\n",
    "\r\n",
    "\n",
    "\r",
    "--b\r\n",
    "--b--\r\n",
    "--b2\n",
    "--b2--\n",
    "Hello =E9 there=\r\n",
    "SGVsbG8=\r\n",
    "<html><body><p>Hi<blockquote>",
    "</p>",
    "> quoted\n",
    ">> > deep\n",
    "-- \nAnn\n",
    "On Mon, Apr 2, 2012 at 6:26 PM, Ann <ann@example.org> wrote:\n",
    "Am 13.12.2017 um 21:11 schrieb Jana <j@example.org>:\n",
    "-----Original Message-----\n",
    "From: a\nSent: b\nTo: c\nSubject: d\n",
    "Sent from my iPhone\n",
    "________________\n",
    "Final-Recipient: rfc822; x@example.org\nAction: failed\nStatus: 5.1.1\n",
    "Hi. This is the qmail-send program\n",
    "<x@example.org>:\n550 no\n",
    "Date: Thu, 99 Foo 2026 25:61:61 +9999\r\n",
    "Date: Mon, 5 Jan 2026 10:00:00 +0100\r\n",
    "In-Reply-To: <a@b> <c@d>\r\n",
    "\0",
    "\u{fffd}",
    "ÄÖÜ",
    "日本語\n",
];

fn letterish() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(|s| s.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => "[ -~]{0,60}\n".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Reads and checks what must hold for every letter.
fn check(raw: &[u8]) {
    let (letter, oddities) = read(raw);
    let printed = serde_json::to_string(&reading("x", &letter, &oddities)).unwrap();
    assert!(!printed.contains("\\u0000"), "no NUL leaves the reader");
    let kept = |line: &str| {
        letter.reply_text.lines().any(|l| l.trim() == line)
            || letter
                .elided_text
                .as_deref()
                .unwrap_or_default()
                .lines()
                .any(|l| l.trim() == line)
    };
    for line in letter
        .shown_text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
    {
        assert!(kept(line), "the line {line:?} is on no pile");
    }
    for list in [&letter.from, &letter.to, &letter.cc] {
        assert!(
            list.iter()
                .all(|a| a.address.contains('@') && a.address == a.address.to_lowercase())
        );
    }
}

/// Words as people and programs put them into a part.
fn own_words() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        4 => "[a-zA-Zäöüß日本語,.?!:]{1,12}( [a-zA-Zäöüß0-9,.?!:]{1,12}){0,8}",
        1 => "(> ){1,3}[a-z]{1,10}( [a-z]{1,10}){0,5} ?",
        2 => prop::sample::select(PIECES).prop_map(|piece| piece.replace(['\0', '\r'], "")),
        1 => Just("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nsealed words\n-----BEGIN PGP SIGNATURE-----\nabc\n-----END PGP SIGNATURE-----".to_string()),
        1 => Just("<div class=\"gmail_signature\">Ann of Example</div>".to_string()),
        1 => Just(String::new()),
    ];
    prop::collection::vec(line, 0..25).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        check(&raw);
    }

    #[test]
    fn letterish_bytes_are_read(raw in letterish()) {
        check(&raw);
    }

    /// Every word of every text part stands in the reply, in what was set aside
    /// or in a file.
    #[test]
    fn every_word_of_a_text_part_is_kept(parts in prop::collection::vec((own_words(), 0usize..5), 1..4), alternative in any::<bool>()) {
        let kinds = [
            "text/plain; charset=utf-8", "text/plain; charset=utf-8; format=flowed", "text/plain; charset=utf-8; format=flowed; delsp=yes",
            "text/plain; charset=utf-8; name=notes.txt", "text/html; charset=utf-8",
        ];
        let mut raw = format!("From: a@example.org\nContent-Type: multipart/{}; boundary=bb\n\n", if alternative { "alternative" } else { "mixed" });
        let texts: Vec<&(String, usize)> = parts.iter().filter(|(words, _)| !words.contains("--b")).collect();
        for (words, kind) in &texts {
            raw.push_str(&format!("--bb\nContent-Type: {}\nContent-Transfer-Encoding: 8bit\n\n{words}\n", kinds[*kind]));
        }
        raw.push_str("--bb--\n");
        let (letter, _) = read(raw.as_bytes());
        let files = letter.attachments.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
        let mut kept: String = files.collect::<Vec<_>>().join("\n");
        for text in [Some(&letter.reply_text), letter.elided_text.as_ref(), letter.html.as_ref()].into_iter().flatten() {
            kept.push('\n');
            kept.push_str(text);
        }
        let kept = bare_words(&kept);
        let best = texts.iter().rev().find(|(_, kind)| *kind == 4).map(|(words, _)| words);
        for (words, kind) in &texts {
            // Of several ways to say the same in HTML the last is the best.
            if alternative && *kind == 4 && best.is_some_and(|best| !std::ptr::eq(best, words)) {
                continue;
            }
            for word in words.split_whitespace().map(bare_words).filter(|word| !word.is_empty()) {
                prop_assert!(kept.contains(&word), "{word:?} of {words:?} is lost");
            }
        }
    }

    #[test]
    fn mutated_letters_are_read(cut in 0usize..900, at in 0usize..900, byte in any::<u8>()) {
        let mut raw = compose(&outgoing("Subject", "Hello\n\nthere", "a@b", vec![]));
        raw.truncate(raw.len().saturating_sub(cut));
        if let Some(place) = raw.get_mut(at) {
            *place = byte;
        }
        check(&raw);
    }

    #[test]
    fn no_value_becomes_a_header(
        subject in ".{0,80}", name in ".{0,40}", id in ".{0,40}", header in "[a-zA-Z\\r\\n: -]{0,20}", value in "(.|\\r|\\n){0,80}",
        file in "(.|\\r|\\n){0,40}", kind in "(.|\\r|\\n){0,30}", language in "(.|\\r|\\n){0,10}",
    ) {
        let evil = "\r\nX-Evil: yes";
        let mut letter = outgoing(&format!("{subject}{evil}{value}"), "words", &format!("{id}{evil}"), vec![Attachment {
            name: Some(format!("{file}{evil}")), content_type: format!("{kind}{evil}"), content_id: Some(format!("{id}{evil}")), inline: true, bytes: vec![1],
        }]);
        letter.from.name = Some(format!("{name}{evil}"));
        letter.from.address = format!("{name}{evil}@example.org");
        letter.reply_to = Some(Address { address: format!("x{evil}@example.org"), name: Some(evil.into()) });
        letter.in_reply_to = Some(format!("{id}{evil}"));
        letter.references = vec![format!("{id}{evil}")];
        letter.language = Some(format!("{language}{evil}"));
        letter.headers = vec![(format!("X-{header}{evil}"), format!("{value}{evil}")), (evil.into(), evil.into())];
        let raw = compose(&letter);
        let text = String::from_utf8_lossy(&raw);
        let evil = header_lines(&text).find(|line| line.to_lowercase().starts_with("x-evil:"));
        prop_assert_eq!(evil, None);
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        for line in head.split("\r\n") {
            prop_assert!(!line.contains(['\r', '\n']), "a bare line end in {line:?}");
        }
    }

    #[test]
    fn what_is_composed_is_read_again(subject in "[^\\p{C}\\p{Z}]{1,12}( [^\\p{C}\\p{Z}]{1,12}){0,12}", words in "[a-zäöüß日本 ]{1,60}", file in "[a-zA-Zäöü0-9]{1,60}", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let attachment = Attachment { name: Some(format!("{file}.bin")), content_type: "application/pdf".into(), bytes: bytes.clone(), ..Attachment::default() };
        let (letter, _) = read(&compose(&outgoing(&subject, &words, "id.1@example.org", vec![attachment])));
        prop_assert_eq!(letter.subject.as_deref(), Some(subject.as_str()));
        prop_assert_eq!(letter.message_id.as_deref(), Some("id.1@example.org"));
        let written = format!("{}\n\n-- \nShop\n\nYour case\nhttps://shop.example/c/1", words.trim_end());
        let body = letter.body_text.unwrap_or_default();
        prop_assert_eq!(body.trim(), written.trim());
        prop_assert_eq!(letter.attachments.len(), 1);
        prop_assert_eq!(&letter.attachments[0].bytes, &bytes);
        let name = format!("{file}.bin");
        prop_assert_eq!(letter.attachments[0].name.as_deref(), Some(name.as_str()));
    }

    #[test]
    fn text_rules_take_any_text(text in "(.|\\n){0,300}") {
        only_thanks(&text, None);
        let html = markdown_html(&text);
        prop_assert!(!html.contains("<script") && !html.contains("<img"));
        clean_html(&text, &Clean { pictures: true, cid: &|_| None });
        prop_assert!(!letters::reply_subject(&text).is_empty());
        prop_assert_eq!(letters::bare_subject(&letters::reply_subject(&text)), letters::bare_subject(&text));
    }
}

/// Letters and figures only: how they are set is no word.
fn bare_words(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The lines of every header block: from the top or a boundary to a blank line.
fn header_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = true;
    text.split("\r\n").filter(move |line| {
        inside = if line.starts_with("--=_") {
            true
        } else {
            inside && !line.is_empty()
        };
        inside
    })
}

fn outgoing(subject: &str, markdown: &str, id: &str, attachments: Vec<Attachment>) -> Outgoing {
    let address = |a: &str| Address {
        address: a.into(),
        name: Some("Ännchen, Müller".into()),
    };
    Outgoing {
        from: address("help@shop.example"),
        to: vec![address("ann@example.org"), address("bo@example.org")],
        subject: subject.into(),
        message_id: id.into(),
        date: 1_767_600_000_000_000,
        markdown: markdown.into(),
        signature: Some("Shop".into()),
        footer: vec![FooterLine {
            text: "Your case".into(),
            link: Some("https://shop.example/c/1".into()),
        }],
        attachments,
        ..Outgoing::default()
    }
}

/// A hostile letter of four times the size may take about four times as long;
/// work that grows with the square would take sixteen times. What is counted is
/// the time the processor spent on it, so that a busy machine changes nothing.
#[test]
fn hostile_shapes_cost_no_more_than_their_size() {
    let (small, large) = (shapes(30_000), shapes(120_000));
    for ((name, small), (_, large)) in small.iter().zip(&large) {
        let (short, long) = (cost(small.as_bytes()), cost(large.as_bytes()));
        println!("{name}: {short:?}, four times as much: {long:?}");
        assert!(
            long < short * 10 + Duration::from_millis(50),
            "{name}: {short:?}, then {long:?}"
        );
    }
}

/// The lesser of two readings.
fn cost(raw: &[u8]) -> Duration {
    let once = || {
        let started = spent();
        check_quick(raw);
        spent().saturating_sub(started)
    };
    once().min(once())
}

/// Processor time of this thread; where the system does not tell it, the time of day.
fn spent() -> Duration {
    static BEGAN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

/// Letters of about `size` bytes that make careless readers slow.
fn shapes(size: usize) -> Vec<(&'static str, String)> {
    let head = "From: a@example.org\nSubject: x\n";
    let mime = |body: String| format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{body}");
    let html = |body: String| format!("{head}Content-Type: text/html\n\n{body}");
    let text = |body: String| format!("{head}\n{body}");
    let much = |piece: &str| piece.repeat(size / piece.len());
    let nested: String = (0..size / 50)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    let shapes = [
        ("nested parts", format!("{head}{nested}words")),
        (
            "letters in letters",
            format!("{head}{}", much("Content-Type: message/rfc822\n\n")),
        ),
        (
            "boundaries that never come",
            mime(much(
                "--b\nContent-Type: multipart/mixed; boundary=no\n\nx\n",
            )),
        ),
        ("empty parts", mime(much("--b\n"))),
        ("headers", much("X-A: b\n")),
        (
            "one header",
            format!("Subject: {}\n\n", much("=?utf-8?q?a ")),
        ),
        (
            "encoded words",
            format!("Subject: {}\n\n", much("=?utf-8?q?a?= ")),
        ),
        ("addresses", format!("To: {}\n\n", much("a@b.example, "))),
        ("groups", format!("To: {}\n\n", much("a:;("))),
        (
            "content type",
            format!("Content-Type: {}\n\n", much("a=\";")),
        ),
        ("ids", format!("References: {}\n\n", much("<a@b> "))),
        ("deep html", html(much("<div>"))),
        ("crossed html", html(much("<b><div></b>"))),
        ("tables", html(much("<table><tr><td>"))),
        ("attributes", html(format!("<a {}>", much("a=1 ")))),
        ("angle brackets", html(much("<"))),
        ("open tags", html(much("<a href=\""))),
        ("end tags", html(much("</")) + "<script>" + &much("</")),
        ("comments", html(much("<!--"))),
        ("entities", html(much("&amp;&#"))),
        ("quotes", text(much("> "))),
        ("quoted lines", text(much("> a\nb\n"))),
        (
            "introductions",
            text(much("On 1.2.2020 10:00 a <a@b.example>\n")),
        ),
        ("colons", text(much("wrote:\n"))),
        ("rules", text(much("--\n"))),
        ("long line", text(much("wrote: a@b.example "))),
        ("header lines", text(much("From:\n"))),
        (
            "qmail",
            format!(
                "From: MAILER-DAEMON@a.example\nSubject: failure notice\n\n{}",
                much("<a@b.example>:\n550 ")
            ),
        ),
        (
            "report",
            format!(
                "{head}Content-Type: message/delivery-status\n\n{}",
                much("Final-Recipient: rfc822; a@b.example\n\n")
            ),
        ),
        (
            "quoted-printable",
            format!(
                "{head}Content-Transfer-Encoding: quoted-printable\n\n{}",
                much("=  ")
            ),
        ),
        (
            "calendar",
            format!(
                "{head}Content-Type: text/calendar\n\nBEGIN:VCALENDAR\n{}",
                much("BEGIN:VEVENT\n ")
            ),
        ),
        ("uuencode", text(much("begin 644 a\n#0V%T\n"))),
        (
            "flowed",
            format!(
                "{head}Content-Type: text/plain; format=flowed\n\n{}",
                much("> a \n>> b \n")
            ),
        ),
        (
            "seals",
            text(much(
                "-----BEGIN PGP SIGNED MESSAGE-----\n\n-----BEGIN PGP SIGNATURE-----\n",
            )),
        ),
        (
            "boxes",
            html(much(
                "<div class=gmail_signature>a</div><div class=gmail_attr>b</div>",
            )),
        ),
        ("wide marks", text(much("> > > > > > > > a\n"))),
        (
            "folded words",
            format!("Subject: {}\n\n", much("=?utf-8?q?=C3\n =BC?=\n ")),
        ),
        (
            "pictures",
            mime(
                much("--b\nContent-ID: <a@b>\nContent-Type: image/png\n\nx\n")
                    + "--b\nContent-Type: text/html\n\n"
                    + &much("<img src=cid:a@b>"),
            ),
        ),
        (
            "escape",
            format!(
                "{head}Content-Type: text/plain; charset=iso-2022-jp\n\n{}",
                much("\x1b$B")
            ),
        ),
    ];
    shapes.into()
}

/// Reading and cleaning alone: the bookkeeping of `check` is not linear itself.
fn check_quick(raw: &[u8]) {
    let (letter, _) = read(raw);
    if let Some(html) = &letter.html {
        clean_html(
            html,
            &Clean {
                pictures: false,
                cid: &|_| None,
            },
        );
    }
}
