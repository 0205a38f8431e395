//! Who signed a letter on its way (DKIM), by name: which key the DNS must show.
//! Nothing is verified here.

/// One `DKIM-Signature`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The domain that signed, in small letters.
    pub domain: String,
    /// The key stands in the DNS at `selector._domainkey.domain`.
    pub selector: String,
}

/// A letter has a few; more are nonsense.
const MOST: usize = 20;
/// Longer than that no header with a signature is.
const LONGEST: usize = 8 * 1024;

/// All signatures in these bytes, also those in a letter that a bounce brings
/// back. Names that no DNS could hold are left out.
pub fn signatures(bytes: &[u8]) -> Vec<Signature> {
    const NAME: &[u8] = b"dkim-signature:";
    let mut lines = bytes.split(|b| *b == b'\n').peekable();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let begins = line
            .get(..NAME.len())
            .is_some_and(|name| name.eq_ignore_ascii_case(NAME));
        if !begins {
            continue;
        }
        let mut value = line[NAME.len()..].to_vec();
        while let Some(more) =
            lines.next_if(|line| line.starts_with(b" ") || line.starts_with(b"\t"))
        {
            if value.len() + more.len() < LONGEST {
                value.extend_from_slice(more);
            }
        }
        let value = String::from_utf8_lossy(&value);
        if let (Some(domain), Some(selector)) = (tag(&value, "d"), tag(&value, "s")) {
            found.push(Signature { domain, selector });
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

fn tag(value: &str, name: &str) -> Option<String> {
    let mut tags = value.split(';').filter_map(|tag| tag.split_once('='));
    let (_, value) = tags.find(|(key, _)| key.trim() == name)?;
    let value: String = value.split_whitespace().collect();
    let fits = |part: &str| {
        let is_of_it = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        (1..=63).contains(&part.len()) && part.chars().all(is_of_it)
    };
    let is_name = value.len() <= 200 && value.split('.').all(fits);
    is_name.then(|| value.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(letter: &str, expected: &[&str]) {
        let found = signatures(letter.as_bytes());
        let found: Vec<String> = found
            .iter()
            .map(|s| format!("{} {}", s.selector, s.domain))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_signature_names_its_key() {
        check(
            "DKIM-Signature: v=1; a=rsa-sha256; d=Acme.example;\r\n\ts=autumn-2; bh=abc=; b=d=x\r\nSubject: s=1; d=2\r\n\r\n",
            &["autumn-2 acme.example"],
        );
        // In a letter that comes back, and cut in the middle of a name.
        check(
            "Subject: Returned\r\n\r\n--x\r\n\r\ndkim-signature: s=s1._k; d=acme.\r\n example\r\n--x--",
            &["s1._k acme.example"],
        );
    }

    #[test]
    fn what_no_dns_could_hold_is_left_out() {
        for no in [
            "s=a b..c; d=x.example",
            "s=ä; d=x.example",
            "s=a",
            "d=x.example; s=",
            "s=a; d=x/../y",
        ] {
            check(&format!("DKIM-Signature: {no}\r\n\r\n"), &[]);
        }
        let many = "DKIM-Signature: s=a; d=x.example\n".repeat(100);
        assert_eq!(signatures(many.as_bytes()).len(), MOST);
    }
}
