//! The head of a letter as it came, and what the server in front of us says
//! about who sent it.

/// A head longer than that is cut: nobody reads on, and the rest is no head.
const LONGEST_HEAD: usize = 64 * 1024;

/// The headers of a letter in their order, unfolded, as (name, value).
pub fn head(bytes: &[u8]) -> Vec<(String, String)> {
    let bytes = &bytes[..bytes.len().min(LONGEST_HEAD)];
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in bytes.split(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_owned(), value.trim().to_owned()));
        }
    }
    headers
}

/// A word about a sender (pass, fail, none, softfail, temperror ...), and of
/// which domain it speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    pub result: String,
    pub domain: Option<String>,
}

impl Word {
    fn passed(&self) -> Option<&str> {
        let domain = self.domain.as_deref()?;
        (self.result == "pass").then_some(domain)
    }
}

/// What was found out about the sender of a letter (RFC 8601).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vouched {
    /// The server that says so.
    pub by: String,
    pub spf: Option<Word>,
    pub dkim: Option<Word>,
    pub dmarc: Option<Word>,
    /// What the domain of the letter's From asks for: none, quarantine, reject.
    pub policy: Option<String>,
}

/// What a reader is told of it, in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing<'a> {
    /// Signed, and sent from a server that may.
    Both(&'a str),
    Signed(&'a str),
    /// Sent from a server that may.
    Sent(&'a str),
    /// Its domain says how to know its letters, and this is none of them.
    Not(&'a str),
    /// Who could have told did not answer.
    Unknown,
}

impl Vouched {
    /// Does it say that this address wrote the letter itself? SPF alone does
    /// not: it speaks of the envelope.
    pub fn is_from(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map(|(_, domain)| domain);
        let passed = match &self.dmarc {
            Some(dmarc) => dmarc.passed(),
            None => self.dkim.as_ref().and_then(Word::passed),
        };
        passed.is_some() && passed == domain
    }

    /// Nothing where nobody says anything of the domain that wrote.
    pub fn standing(&self) -> Option<Standing<'_>> {
        let said =
            |word: &Option<Word>, what: &str| word.as_ref().is_some_and(|w| w.result == what);
        let author = self.dmarc.as_ref().and_then(|w| w.domain.as_deref());
        if let (true, Some(author)) = (said(&self.dmarc, "fail"), author) {
            return Some(Standing::Not(author));
        }
        let of_author = |domain: &&str| author.is_none_or(|author| related(domain, author));
        let passed = |word: &Option<Word>| {
            let domain = word.as_ref()?.passed()?.to_owned();
            of_author(&domain.as_str()).then_some(())
        };
        let dkim = self.dkim.as_ref().and_then(Word::passed).filter(of_author);
        let unknown = [&self.dmarc, &self.dkim, &self.spf];
        match (dkim, passed(&self.spf)) {
            (Some(domain), Some(())) => Some(Standing::Both(domain)),
            (Some(domain), None) => Some(Standing::Signed(domain)),
            (None, Some(())) => author.map(Standing::Sent),
            (None, None) => {
                let silent = unknown.iter().any(|word| said(word, "temperror"));
                silent.then_some(Standing::Unknown)
            }
        }
    }

    /// Does the letter's domain want letters like this one kept apart, while
    /// nobody at all answers for it? Who is silent now says neither.
    pub fn is_disowned(&self) -> bool {
        let is = |word: &Option<Word>, results: &[&str]| {
            let result = word.as_ref().map_or("none", |w| w.result.as_str());
            results.contains(&result)
        };
        let strict = matches!(self.policy.as_deref(), Some("reject" | "quarantine"));
        let answers = ["pass", "temperror"];
        strict
            && is(&self.dmarc, &["fail"])
            && !is(&self.spf, &answers)
            && !is(&self.dkim, &answers)
    }
}

/// Is one of them the other, or below it?
fn related(one: &str, other: &str) -> bool {
    let below = |long: &str, short: &str| {
        let rest = long.strip_suffix(short);
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    below(one, other) || below(other, one)
}

/// The word of the nearest server in `trusted`. A header that names another
/// server, or none, may have been written by anybody.
pub fn vouched(head: &[(String, String)], trusted: &[String]) -> Option<Vouched> {
    let of_results =
        |(name, _): &&(String, String)| name.eq_ignore_ascii_case("Authentication-Results");
    let results = head.iter().filter(of_results);
    for (_, value) in results {
        let value = bare(value);
        let mut parts = value.split(';');
        let by = parts.next().unwrap_or_default().split_whitespace().next();
        let by = by.unwrap_or_default().to_lowercase();
        if trusted.contains(&by) {
            return Some(read(by, parts));
        }
    }
    None
}

fn read<'a>(by: String, parts: impl Iterator<Item = &'a str>) -> Vouched {
    let mut found = Vouched {
        by,
        ..Vouched::default()
    };
    for part in parts {
        let mut words = part.split_whitespace();
        let Some((method, result)) = words.next().and_then(|word| word.split_once('=')) else {
            continue;
        };
        let result = result.to_lowercase();
        let property = |names: &[&str]| {
            let named = |word: &str| {
                let (name, value) = word.split_once('=')?;
                names.contains(&name).then(|| domain_of(value))
            };
            part.split_whitespace().find_map(named)
        };
        match method.to_lowercase().as_str() {
            "spf" => {
                let domain = property(&["smtp.mailfrom", "smtp.helo"]);
                found.spf = Some(Word { result, domain });
            }
            // Of several signatures one that holds is enough.
            "dkim"
                if found
                    .dkim
                    .as_ref()
                    .is_none_or(|known| known.result != "pass") =>
            {
                let domain = property(&["header.d", "header.i"]);
                found.dkim = Some(Word { result, domain });
            }
            // It is said once. Of two, one came out of words of the sender's
            // that the server took along as they were: the worse counts.
            "dmarc" => {
                let domain = property(&["header.from"]);
                found.policy = property(&["policy.dmarc"]);
                found.dmarc = Some(match found.dmarc.take() {
                    None => Word { result, domain },
                    Some(known) => Word {
                        domain: domain.filter(|d| known.domain.as_ref() == Some(d)),
                        result: match result.as_str() {
                            "pass" => known.result,
                            _ => result,
                        },
                    },
                });
            }
            _ => {}
        }
    }
    found
}

fn domain_of(value: &str) -> String {
    let value = value.to_lowercase();
    let domain = value.rsplit_once('@').map(|(_, domain)| domain.to_owned());
    domain.unwrap_or(value)
}

/// Without comments, and with what stands in quotes as one word: a sender who
/// writes "a; dmarc=pass"@example.org is quoted there, not the server's say.
fn bare(value: &str) -> String {
    let (mut depth, mut quoted) = (0_u32, false);
    let mut kept = String::with_capacity(value.len());
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted || depth > 0 => {
                chars.next();
            }
            '"' if depth == 0 => quoted = !quoted,
            c if quoted => kept.push(if c == ';' || c.is_whitespace() {
                '_'
            } else {
                c
            }),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(headers: &str, address: &str, expected: &str) {
        let head = head(headers.as_bytes());
        let trusted = ["mx.desk.example".to_owned()];
        let said = vouched(&head, &trusted).map_or("nobody".to_owned(), |v| {
            let word = |w: &Option<Word>| w.as_ref().map_or("-".to_owned(), |w| w.result.clone());
            let (spf, dkim, dmarc) = (word(&v.spf), word(&v.dkim), word(&v.dmarc));
            format!("{spf} {dkim} {dmarc} {}", v.is_from(address))
        });
        assert_eq!(said, expected, "{headers}");
    }

    #[test]
    fn only_the_server_in_front_is_believed() {
        let good = "Authentication-Results: mx.desk.example 1;\r\n spf=pass (sender; is ok) smtp.mailfrom=a@c.example;\r\n \
                    dkim=pass header.d=c.example; dmarc=pass (p=NONE) header.from=c.example\r\n";
        check(good, "ines@c.example", "pass pass pass true");
        check(good, "ines@other.example", "pass pass pass false");
        check(
            &good.replace("mx.desk", "mx.evil"),
            "ines@c.example",
            "nobody",
        );
        // The nearest one counts: what stands below may have come with the letter.
        let forged = format!(
            "Authentication-Results: mx.desk.example; dmarc=fail header.from=c.example\r\n{good}"
        );
        check(&forged, "ines@c.example", "- - fail false");
        check("Subject: none\r\n", "ines@c.example", "nobody");
    }

    #[test]
    fn words_of_the_sender_within_it_are_not_the_servers() {
        let says = |what: &str| format!("Authentication-Results: mx.desk.example; {what}\r\n");
        let own = "dmarc=pass header.from=c.example";
        for (what, expected) in [
            (
                r#"spf=pass smtp.mailfrom="a; OWN; x"@evil.example"#,
                "pass - - false",
            ),
            (
                r#"spf=pass smtp.mailfrom="a\"; OWN; x"@evil.example"#,
                "pass - - false",
            ),
            (
                r#"spf=pass smtp.mailfrom="("@evil.example; OWN"#,
                "pass - pass true",
            ),
            (
                r"spf=pass (of a\); OWN) smtp.mailfrom=evil.example",
                "pass - - false",
            ),
            (
                r#"spf=pass (of "a); OWN ("@evil.example); dmarc=fail header.from=c.example"#,
                "pass - fail false",
            ),
            ("OWN; dmarc=pass header.from=evil.example", "- - pass false"),
            (
                "dmarc=fail header.from=c.example; spf=pass (of a); OWN",
                "pass - fail false",
            ),
            (r#"dkim=pass header.d="c.example""#, "- pass - true"),
        ] {
            check(&says(&what.replace("OWN", own)), "ines@c.example", expected);
        }
    }

    #[test]
    fn a_signature_of_their_own_domain_is_enough_and_spf_is_not() {
        let says = |what: &str| {
            format!(
                "Authentication-Results: MX.desk.example; {what}\r\n\r\nAuthentication-Results: x"
            )
        };
        check(
            &says("dkim=fail header.d=x.example; dkim=pass header.i=@c.example"),
            "ines@c.example",
            "- pass - true",
        );
        check(
            &says("dkim=pass header.d=mailer.example"),
            "ines@c.example",
            "- pass - false",
        );
        check(
            &says("spf=pass smtp.mailfrom=c.example"),
            "ines@c.example",
            "pass - - false",
        );
        check(
            &says("dkim=pass header.d=c.example; dmarc=fail header.from=c.example"),
            "ines@c.example",
            "- pass fail false",
        );
        check(&says("none"), "ines@c.example", "- - - false");
    }
}
