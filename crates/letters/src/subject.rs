//! Subjects: "Re:", "AW:", "Fwd:" in front of them, in the languages people use.

/// Marks of an answer or a forward that programs put in front of a subject.
const MARKS: &[&str] = &[
    "re",
    "aw",
    "antw",
    "antwort",
    "sv",
    "vs",
    "ref",
    "rif",
    "rv",
    "res",
    "odp",
    "ynt",
    "fw",
    "fwd",
    "wg",
    "tr",
    "enc",
    "i",
    "doorst",
    "vb",
    "videresend",
    "vl",
    "pd",
    "rép",
    "réf",
    "回复",
    "回覆",
    "答复",
    "转发",
    "轉寄",
    "отв",
    "ha",
    "на",
    "转",
];

/// The subject without any `Re:`, `AW:`, `Fwd [2]:` in front of it.
pub fn bare_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    while let Some(shorter) = without_mark(rest) {
        rest = shorter;
    }
    rest.to_string()
}

/// The subject of our answer: one "Re:" and never a second one.
pub fn reply_subject(subject: &str) -> String {
    let bare = bare_subject(subject);
    if bare.is_empty() {
        "Re:".to_string()
    } else {
        format!("Re: {bare}")
    }
}

fn without_mark(subject: &str) -> Option<&str> {
    let end = subject
        .char_indices()
        .take(24)
        .find(|(_, c)| *c == ':' || *c == '：')
        .map(|(i, c)| (i, c.len_utf8()))?;
    let mark = subject[..end.0].trim();
    let mark = mark
        .split(['[', '(', '^'])
        .next()
        .unwrap_or(mark)
        .trim()
        .to_lowercase();
    MARKS
        .contains(&mark.as_str())
        .then(|| subject[end.0 + end.1..].trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subject: &str, bare: &str) {
        assert_eq!(bare_subject(subject), bare, "from {subject:?}");
    }

    #[test]
    fn marks_in_front_go() {
        check("Re: AW: Fwd: Bestellung", "Bestellung");
        check("RE[2]: order", "order");
        check("  Sv : Ordre", "Ordre");
        check("Regarding: order", "Regarding: order");
        check("Re:", "");
        check("", "");
    }

    #[test]
    fn an_answer_has_one_mark() {
        assert_eq!(reply_subject("AW: Re: Rad"), "Re: Rad");
        assert_eq!(reply_subject(""), "Re:");
    }
}
