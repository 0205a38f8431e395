//! Where a mail ends. Pure.
//!
//! Only CR LF . CR LF ends it (RFC 5321, 4.1.1.4). Whatever looks like it, a
//! bare CR or LF around the dot, a doubled CR, a NUL, is part of the mail: a
//! server in front of us may have passed it on as words, and if we took it for
//! the end, what follows would be a mail that nobody checked. The library's
//! own reader takes CR LF . CR CR LF for an end, so this one is ours.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// At the start of a line that CR LF began. A mail begins here.
    Start,
    /// Inside a line.
    Inside,
    /// A CR was the last byte.
    Cr,
    /// A dot was the first byte of the line; it is not part of the mail.
    Dot,
    /// The line is a dot and a CR so far.
    DotCr,
}

/// Reads a mail's bytes as they come in, in pieces of any size.
#[derive(Debug, Clone)]
pub struct Data {
    state: State,
}

impl Data {
    pub fn new() -> Data {
        Data {
            state: State::Start,
        }
    }

    /// Reads from `bytes` into `mail`. Gives how many bytes it took, and
    /// whether the mail ended with the last of them.
    pub fn take(&mut self, bytes: &[u8], mail: &mut impl Sink) -> (usize, bool) {
        let mut at = 0;
        while at < bytes.len() {
            if self.state == State::Inside {
                // The way of nearly all bytes.
                let rest = &bytes[at..];
                let line = rest.iter().position(|b| *b == b'\r').unwrap_or(rest.len());
                mail.put(&rest[..line]);
                at += line;
                if at == bytes.len() {
                    break;
                }
            }
            let byte = bytes[at];
            at += 1;
            self.state = match (self.state, byte) {
                (State::DotCr, b'\n') => return (at, true),
                (State::Start, b'.') => State::Dot,
                (State::Dot, b'\r') => State::DotCr,
                (State::DotCr, _) => {
                    mail.put(b"\r");
                    after(byte, mail)
                }
                (State::Cr, b'\n') => {
                    mail.put(b"\n");
                    State::Start
                }
                (_, byte) => after(byte, mail),
            };
        }
        (at, false)
    }
}

fn after(byte: u8, mail: &mut impl Sink) -> State {
    mail.put(&[byte]);
    if byte == b'\r' {
        State::Cr
    } else {
        State::Inside
    }
}

/// Where the bytes of a mail go: into memory, or nowhere when they are too many.
pub trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `bytes` in pieces of `size` and says where the mail ended.
    fn read(bytes: &[u8], size: usize) -> (Vec<u8>, Option<usize>) {
        let (mut data, mut mail, mut taken) = (Data::new(), Vec::new(), 0);
        for piece in bytes.chunks(size) {
            let (n, ended) = data.take(piece, &mut mail);
            taken += n;
            if ended {
                return (mail, Some(taken));
            }
        }
        (mail, None)
    }

    #[track_caller]
    fn check(bytes: &str, expected: &str) {
        for size in 1..=bytes.len().max(1) {
            let (mail, end) = read(bytes.as_bytes(), size);
            let shown = format!(
                "{:?} {}",
                String::from_utf8_lossy(&mail),
                if end.is_some() { "ended" } else { "open" }
            );
            assert_eq!(shown, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn a_mail_ends_with_a_dot_on_a_line_of_its_own() {
        check("Hello\r\n.\r\n", r#""Hello\r\n" ended"#);
        check(".\r\n", r#""" ended"#);
        check("Hello\r\n..\r\n.\r\n", r#""Hello\r\n.\r\n" ended"#);
        check("a\r\n.b\r\n.\r\n", r#""a\r\nb\r\n" ended"#);
        check("a\r\n..\r", r#""a\r\n.\r" open"#);
    }

    #[test]
    fn whatever_only_looks_like_the_end_is_part_of_the_mail() {
        for almost in [
            "\n.\n",
            "\n.\r",
            "\n.\r\n",
            "\r.\n",
            "\r.\r",
            "\r.\r\n",
            "\r\n\0.\r\n",
            "\r\r\n.\r\r\n",
            "\r\n.\n",
        ] {
            let bytes = format!("a{almost}b");
            for size in 1..=bytes.len() {
                let (_, end) = read(bytes.as_bytes(), size);
                assert_eq!(end, None, "{almost:?} in pieces of {size}");
            }
        }
        check("a\r\n.\r\r\nb\r\n.\r\n", r#""a\r\n\r\r\nb\r\n" ended"#);
        check("a\r\n.\rb\r\n.\r\n", r#""a\r\n\rb\r\n" ended"#);
    }

    #[test]
    fn what_comes_after_the_end_is_not_read() {
        assert_eq!(
            read(b"a\r\n.\r\nQUIT\r\n", 100),
            (b"a\r\n".to_vec(), Some(6))
        );
    }
}
