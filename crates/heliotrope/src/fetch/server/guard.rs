//! Looks at what a server says before the reader does.
//!
//! The reader takes brackets inside brackets by calling itself, and a server
//! that says "((((..." without end would end the whole desk. Nothing that we
//! ask for has more than a few, so they are counted, letters left out. To know
//! what is a letter, a line has to be understood a little: only answers to
//! FETCH and LIST hold bytes of a counted length, and any other line that
//! announces some is nonsense. So this can never take for a letter what the
//! reader takes for an answer.

/// More opening brackets between two line ends are no answer to us.
const BRACKETS: u32 = 100;
/// Of a line, so much is looked at to tell what it is, and to find `{123}`.
const START: usize = 32;
const END: usize = 24;

#[derive(Default)]
pub struct Guard {
    start: Vec<u8>,
    end: Vec<u8>,
    brackets: u32,
    /// Bytes of a letter that are still to come.
    counted: u64,
    /// Behind counted bytes the same line goes on.
    goes_on: bool,
}

/// The server said what no reader should have to read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("it says nothing that could be understood")]
pub struct Nonsense;

impl Guard {
    /// The next bytes, however they are cut.
    pub fn look(&mut self, mut bytes: &[u8]) -> Result<(), Nonsense> {
        while let [first, rest @ ..] = bytes {
            if self.counted > 0 {
                let many = usize::try_from(self.counted)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len());
                self.counted -= many as u64;
                bytes = &bytes[many..];
                continue;
            }
            self.look_at(*first)?;
            bytes = rest;
        }
        Ok(())
    }

    fn look_at(&mut self, byte: u8) -> Result<(), Nonsense> {
        if byte == b'(' {
            self.brackets += 1;
            if self.brackets > BRACKETS {
                return Err(Nonsense);
            }
        }
        if self.start.len() < START && !self.goes_on {
            self.start.push(byte);
        }
        if self.end.len() == END {
            self.end.remove(0);
        }
        self.end.push(byte);
        if byte != b'\n' {
            return Ok(());
        }
        let counted = announced(&self.end);
        self.end.clear();
        match counted {
            Some(counted) if may_count(&self.start) => {
                self.counted = counted;
                self.goes_on = true;
            }
            Some(_) => return Err(Nonsense),
            None => *self = Guard::default(),
        }
        Ok(())
    }
}

/// The number in `{123}` at the end of a line.
fn announced(line: &[u8]) -> Option<u64> {
    let line = line.strip_suffix(b"\r\n")?.strip_suffix(b"}")?;
    let line = line.strip_suffix(b"+").unwrap_or(line);
    let digits = line.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (before, digits) = line.split_at(line.len() - digits);
    before.strip_suffix(b"{")?;
    // A number that does not fit is nobody's length either.
    Some(
        std::str::from_utf8(digits)
            .ok()?
            .parse()
            .unwrap_or(u64::MAX),
    )
}

/// `* 12 FETCH (`, `* LIST (`.
fn may_count(start: &[u8]) -> bool {
    let start = String::from_utf8_lossy(start).to_ascii_uppercase();
    let mut words = start.split(' ');
    let (star, second, third) = (words.next(), words.next(), words.next());
    let is_number = |w: &str| !w.is_empty() && w.bytes().all(|b| b.is_ascii_digit());
    star == Some("*")
        && (second == Some("LIST") || second.is_some_and(is_number) && third == Some("FETCH"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same however it is cut.
    #[track_caller]
    fn check(said: &str, expected: bool) {
        for size in [1, 2, 7, usize::MAX] {
            let mut guard = Guard::default();
            let mut pieces = said.as_bytes().chunks(size.min(said.len().max(1)));
            let looked = pieces.try_for_each(|piece| guard.look(piece));
            let shown: String = said.chars().take(60).collect();
            assert_eq!(looked.is_ok(), expected, "{shown} by {size}");
        }
    }

    #[test]
    fn letters_may_hold_brackets_and_answers_may_not() {
        let deep = "(".repeat(500);
        check("* 1 FETCH (UID 3 BODY[] {500}\r\n", true);
        check(
            &format!("* 1 FETCH (UID 3 BODY[] {{500}}\r\n{deep})\r\n"),
            true,
        );
        check(
            &format!("* 1 FETCH (BODY[] {{500}}\r\n{deep} X {{500}}\r\n{deep})\r\n"),
            true,
        );
        check(
            &format!("* 1 FETCH (BODY[] {{499}}\r\n{deep})\r\n* OK\r\n"),
            true,
        );
        check(&format!("* LIST () \"/\" {{500}}\r\n{deep}\r\n"), true);
        check(&"* 1 FETCH (FLAGS (\\Seen) UID 7)\r\n".repeat(200), true);
        check(&format!("* 1 FETCH (BODYSTRUCTURE {deep}"), false);
        check(&format!("* 1 FETCH (BODY[] {{9}}\r\n{deep})\r\n"), false);
        check(&"(\")\" ".repeat(200), false);
    }

    #[test]
    fn only_answers_that_hold_letters_may_announce_bytes() {
        for line in [
            "* OK",
            "h1 OK",
            "+",
            "* 1 EXISTS",
            "* STATUS",
            "* 1 FETCHED (",
            "**",
        ] {
            check(&format!("{line} {{300}}\r\n"), false);
        }
        // What looks like the beginning of an answer inside counted bytes is none.
        let hidden = "* 9 FETCH (X {900}\r\n";
        let list = format!("* LIST () \"/\" {{{}}}\r\n{hidden}\r\n", hidden.len());
        check(&format!("{list}* 1 FETCH (B {}", "(".repeat(200)), false);
        check("* OK {300} is no length\r\n* OK {x}\r\n* OK {}\r\n", false);
        check("* OK {300} is no length\r\n* OK {x}\r\n", true);
    }
}
