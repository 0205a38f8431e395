//! Letters that somebody built to hurt a reader: each ends within its limit, the
//! words are still there, and an oddity says what happened.

use letters::{Letter, read};

const HEAD: &str = "From: a@example.org\nMessage-ID: <a@example.org>\nDate: Mon, 05 Jan 2026 10:00:00 +0100\nSubject: x\n";

#[track_caller]
fn check(raw: &str, oddity: Option<&str>, words: &str) -> Letter {
    let (letter, oddities) = read(raw.as_bytes());
    let found: Vec<&str> = oddities.iter().map(|o| o.word()).collect();
    if let Some(oddity) = oddity {
        assert!(found.contains(&oddity), "{oddity} is said: {found:?}");
    }
    let whole: String = letter
        .attachments
        .iter()
        .map(|file| String::from_utf8_lossy(&file.bytes).into_owned())
        .collect();
    let kept = letter.shown_text.contains(words) || whole.contains(words);
    assert!(kept, "{words:?} is kept");
    letter
}

#[test]
fn parts_in_parts_in_parts() {
    let nested: String = (0..5_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    check(
        &format!("{HEAD}{nested}\nthe last words\n"),
        Some("too-deep"),
        "the last words",
    );
    let letters = "Content-Type: message/rfc822\n\n".repeat(5_000);
    check(
        &format!("{HEAD}{letters}\nthe last words\n"),
        Some("too-deep"),
        "the last words",
    );
}

#[test]
fn ten_thousand_parts() {
    let parts: String = (0..10_000)
        .map(|n| format!("--b\nContent-Type: text/plain\n\nwords {n}.\n"))
        .collect();
    let raw = format!("{HEAD}Content-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n");
    check(&raw, Some("too-many-parts"), "words 1.");
    check(&raw, Some("too-many-parts"), "words 9999.");
}

#[test]
fn fifty_thousand_headers() {
    let headers = "X-Header: a value of some length\n".repeat(50_000);
    let letter = check(
        &format!("{HEAD}{headers}\nthe words\n"),
        Some("too-many-headers"),
        "the words",
    );
    assert_eq!(letter.subject.as_deref(), Some("x"));
    let few = "X-A: b\n".repeat(50_000);
    check(
        &format!("{HEAD}{few}\nthe words\n"),
        Some("too-many-headers"),
        "the words",
    );
    let people = "a@example.org, ".repeat(50_000);
    let many: String = (0..5_000)
        .map(|n| format!("a{n}@example.org,\n "))
        .collect();
    check(
        &format!("{HEAD}To: {people}\n\nthe words\n"),
        None,
        "the words",
    );
    let letter = check(
        &format!("{HEAD}To: {many}z@example.org\n\nthe words\n"),
        Some("too-many-addresses"),
        "the words",
    );
    assert_eq!(letter.to.len(), 2_000);
}

#[test]
fn html_five_thousand_deep() {
    for tag in ["div", "blockquote", "b", "table><tr><td", "ul><li"] {
        let deep = format!("<{tag}>").repeat(5_000);
        check(
            &format!("{HEAD}Content-Type: text/html\n\n{deep}the words\n"),
            Some("html-too-deep"),
            "the words",
        );
    }
    let long = "<p>word</p>".repeat(400_000);
    check(
        &format!("{HEAD}Content-Type: text/html\n\n<p>the words</p>{long}\n"),
        Some("html-too-long"),
        "the words",
    );
}

#[test]
fn quotes_upon_quotes() {
    let wide = format!("{} the old words\n", "> ".repeat(100_000));
    let letter = check(
        &format!("{HEAD}\nThe new words.\n\n{wide}"),
        None,
        "the old words",
    );
    assert_eq!(letter.reply_text, "The new words.");
    let deep: String = (0..2_000)
        .map(|n| format!("{} level {n}\n", ">".repeat(n % 500 + 1)))
        .collect();
    let letter = check(
        &format!("{HEAD}\nThe new words.\n\n{deep}"),
        None,
        "level 1999",
    );
    assert_eq!(letter.reply_text, "The new words.");
}

#[test]
fn a_text_longer_than_anybody_reads_can_be_had_whole() {
    let long = "Words of a log that somebody pasted.\n".repeat(100_000);
    let letter = check(
        &format!("{HEAD}\nMy question first.\n\n{long}the last words\n"),
        Some("text-too-long"),
        "the last words",
    );
    assert!(letter.reply_text.starts_with("My question first."));
    assert_eq!(letter.attachments.len(), 1);
}

/// A packed file that grows to a thousand times its size is a file like any other.
#[test]
fn no_archive_is_opened() {
    let bomb = "UEsDBBQAAAAIAAAAIQAAAAAA".repeat(1_000);
    let raw = format!(
        "{HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\n\nthe words\n--b\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\n{bomb}\n--b--\n"
    );
    let letter = check(&raw, None, "the words");
    assert_eq!(letter.attachments.len(), 1);
    assert_eq!(letter.attachments[0].bytes.len(), 18_000);
}

#[test]
fn dates_that_cannot_be() {
    for (date, oddity) in [
        ("Date: Thu, 99 Foo 2026 25:61:61 +9999", "date-unclear"),
        ("Date: Mon, 05 Jan 1965 10:00:00 +0000", "date-out-of-range"),
        ("Date: Mon, 05 Jan 2150 10:00:00 +0000", "date-out-of-range"),
        ("X: y", "no-date"),
    ] {
        let (letter, oddities) = read(format!("From: a@example.org\n{date}\n\nwords\n").as_bytes());
        assert!(
            oddities.iter().any(|o| o.word() == oddity),
            "{date}: {oddities:?}"
        );
        assert_eq!(
            (letter.date, letter.reply_text.as_str()),
            (None, "words"),
            "{date}"
        );
    }
}
