//! `format=flowed` (RFC 3676): paragraphs that were cut into lines for the way
//! and are joined again for reading.

/// The paragraphs of a flowed text; `delsp`: the space before a soft line break
/// belongs to the break. Marks of quotes stay in front of each paragraph.
pub(crate) fn unflow(text: &str, delsp: bool) -> String {
    let mut out = String::with_capacity(text.len());
    // The depth of the paragraph that is still open.
    let mut open: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let words = &line[depth..];
        let words = words.strip_prefix(' ').unwrap_or(words);
        let signature = words == "-- ";
        if open == Some(depth) && !signature {
            out.push_str(words);
        } else {
            if open.is_some() {
                out.push('\n');
            }
            out.push_str(&line[..depth]);
            if depth > 0 && !words.is_empty() {
                out.push(' ');
            }
            out.push_str(words);
        }
        let soft = words.ends_with(' ') && !signature;
        if soft && delsp {
            out.pop();
        }
        open = soft.then_some(depth);
        if !soft {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, delsp: bool, expected: &str) {
        assert_eq!(unflow(text, delsp), expected, "from {text:?}");
    }

    #[test]
    fn soft_breaks_are_joined() {
        check("One \ntwo.\nThree.\n", false, "One two.\nThree.\n");
        check("自転車が \n届かない。\n", true, "自転車が届かない。\n");
        check(" From here\n >quoted?\n", false, "From here\n>quoted?\n");
    }

    #[test]
    fn quotes_are_joined_with_their_own_kind_only() {
        check("> One \n> two\nNew\n", false, "> One two\nNew\n");
        check(">> One \n> two\n", false, ">> One \n> two\n");
        check("> One \nNew\n", false, "> One \nNew\n");
    }

    #[test]
    fn a_signature_mark_is_no_soft_break() {
        check("Bye \n-- \nAnn\n", false, "Bye \n-- \nAnn\n");
    }
}
