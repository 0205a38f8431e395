//! What a domain says about its mail, and the line that is missing. Never more
//! than something to look at: the desk works, and others decide what they make
//! of its letters; what they refuse is a trouble of its own.

use std::net::IpAddr;

use letters::Signature;

use super::Check;
use super::State::{Look, Well};

/// The names under which most senders publish their DKIM key: looked at while
/// no letter of ours has come back and shown its own.
pub const SELECTORS: [&str; 10] = [
    "default",
    "mail",
    "dkim",
    "selector1",
    "selector2",
    "google",
    "s1",
    "s2",
    "k1",
    "key1",
];

/// What the DNS said. An error: nobody could say, and why.
#[derive(Debug, Clone)]
pub struct Domain {
    pub name: String,
    /// The servers that take its mail, best first. One that is empty: no mail.
    pub mx: Result<Vec<String>, String>,
    /// All texts at the domain itself.
    pub txt: Result<Vec<String>, String>,
    pub dkim: Keys,
    /// All texts at `_dmarc` of the domain, or of the next one above it.
    pub dmarc: Result<Vec<String>, String>,
    /// Our own servers for it, as far as we know them.
    pub comes_in_at: Option<String>,
    pub goes_out_at: Option<String>,
}

/// What is known of the keys that our letters are signed with.
#[derive(Debug, Clone)]
pub enum Keys {
    /// No letter of ours has shown its signature: the usual selectors under
    /// which a key stands.
    Usual(Result<Vec<String>, String>),
    /// As letters of ours were signed, and whether the DNS has that key.
    Shown(Vec<(Signature, Result<bool, String>)>),
}

/// Does a signature of `signer` speak for `domain`? The same, or one is above
/// the other.
pub fn speaks_for(signer: &str, domain: &str) -> bool {
    let above =
        |long: &str, short: &str| long.strip_suffix(short).is_some_and(|l| l.ends_with('.'));
    signer.contains('.') && (signer == domain || above(signer, domain) || above(domain, signer))
}

/// The domains above, which may speak for this one, nearest first:
/// "mail.acme.example" has "acme.example".
pub fn parents(domain: &str) -> Vec<&str> {
    let above = domain.match_indices('.').map(|(at, _)| &domain[at + 1..]);
    above.filter(|name| name.contains('.')).collect()
}

/// Its four findings.
pub fn domain(seen: &Domain) -> Vec<Check> {
    let checks = [mx(seen), spf(seen), dkim(seen), dmarc(seen)];
    let about = |check: Check| check.about(&seen.name).fact("domain", seen.name.as_str());
    checks.into_iter().map(about).collect()
}

fn unknown(name: &str, why: &str) -> Check {
    Check::new(name, Look, "health-dns-silent").fact("why", why)
}

fn mx(seen: &Domain) -> Check {
    let servers = match &seen.mx {
        Ok(servers) => servers,
        Err(why) => return unknown("mx", why),
    };
    match servers.first().map(String::as_str) {
        Some("") => Check::new("mx", Look, "health-mx-refused"),
        Some(_) => Check::new("mx", Well, "health-mx").fact("servers", servers.join(", ")),
        None => {
            let check = Check::new("mx", Look, "health-mx-none");
            match &seen.comes_in_at {
                // An MX names a host; an address there is no record at all.
                Some(host) if host.parse::<IpAddr>().is_err() => {
                    check.fact("line", format!("{}. IN MX 10 {host}.", seen.name))
                }
                _ => check,
            }
        }
    }
}

fn spf(seen: &Domain) -> Check {
    let texts = match &seen.txt {
        Ok(texts) => texts,
        Err(why) => return unknown("spf", why),
    };
    let is_spf = |text: &&String| {
        let text = text.to_ascii_lowercase();
        text == "v=spf1" || text.starts_with("v=spf1 ")
    };
    let found: Vec<&String> = texts.iter().filter(is_spf).collect();
    match found.as_slice() {
        [] => {
            let ours = seen
                .goes_out_at
                .as_ref()
                .map(|host| match host.parse() {
                    Ok(IpAddr::V4(address)) => format!(" ip4:{address}"),
                    Ok(IpAddr::V6(address)) => format!(" ip6:{address}"),
                    Err(_) => format!(" a:{host}"),
                })
                .unwrap_or_default();
            let line = format!("{}. IN TXT \"v=spf1 mx{ours} ~all\"", seen.name);
            Check::new("spf", Look, "health-spf-none").fact("line", line)
        }
        [one] if lets_anybody(one) => Check::new("spf", Look, "health-spf-anybody"),
        [one] => Check::new("spf", Well, "health-spf").fact("record", one.as_str()),
        _ => Check::new("spf", Look, "health-spf-many"),
    }
}

fn lets_anybody(spf: &str) -> bool {
    spf.split_whitespace()
        .any(|word| matches!(word, "+all" | "all"))
}

fn dkim(seen: &Domain) -> Check {
    let shown = match &seen.dkim {
        Keys::Usual(Err(why)) => return unknown("dkim", why),
        Keys::Usual(Ok(found)) if found.is_empty() => {
            return Check::new("dkim", Look, "health-dkim-none");
        }
        Keys::Usual(Ok(found)) => {
            let check = Check::new("dkim", Well, "health-dkim");
            return check.fact("selectors", found.join(", "));
        }
        Keys::Shown(shown) => shown,
    };
    let of = |check: Check, signature: &Signature| {
        let at = format!("{}._domainkey.{}", signature.selector, signature.domain);
        check
            .fact("at", at)
            .fact("signer", signature.domain.as_str())
    };
    let ours: Vec<_> = shown
        .iter()
        .filter(|(signature, _)| speaks_for(&signature.domain, &seen.name))
        .collect();
    if let Some((signature, _)) = ours.iter().find(|(_, there)| *there == Ok(true)) {
        return of(Check::new("dkim", Well, "health-dkim-signed"), signature);
    }
    match (ours.first(), shown.first()) {
        (Some((_, Err(why))), _) => unknown("dkim", why),
        (Some((signature, _)), _) => of(Check::new("dkim", Look, "health-dkim-gone"), signature),
        (None, Some((signature, _))) => {
            of(Check::new("dkim", Look, "health-dkim-other"), signature)
        }
        (None, None) => Check::new("dkim", Look, "health-dkim-none"),
    }
}

fn dmarc(seen: &Domain) -> Check {
    let texts = match &seen.dmarc {
        Ok(texts) => texts,
        Err(why) => return unknown("dmarc", why),
    };
    let found = texts
        .iter()
        .find(|text| text.to_ascii_lowercase().starts_with("v=dmarc1"));
    match found {
        Some(record) => Check::new("dmarc", Well, "health-dmarc").fact("record", record.as_str()),
        None => {
            let line = format!("_dmarc.{}. IN TXT \"v=DMARC1; p=none\"", seen.name);
            Check::new("dmarc", Look, "health-dmarc-none").fact("line", line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> Domain {
        Domain {
            name: "acme.example".into(),
            mx: Ok(vec![]),
            txt: Ok(vec!["some=thing".into()]),
            dkim: Keys::Usual(Ok(vec![])),
            dmarc: Ok(vec![]),
            comes_in_at: Some("imap.acme.example".into()),
            goes_out_at: Some("smtp.acme.example".into()),
        }
    }

    #[track_caller]
    fn check(seen: &Domain, expected: [(&str, bool, Option<&str>); 4]) {
        let found = domain(seen);
        let found: Vec<_> = found
            .iter()
            .map(|c| (c.key.as_str(), c.ok(), c.line()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_server_known_by_its_address_alone_is_named_as_spf_names_it_and_by_no_mx() {
        let mut seen = seen();
        seen.comes_in_at = Some("192.0.2.7".into());
        seen.goes_out_at = Some("2001:db8::7".into());
        assert_eq!(mx(&seen).line(), None);
        let line = "acme.example. IN TXT \"v=spf1 mx ip6:2001:db8::7 ~all\"";
        assert_eq!(spf(&seen).line(), Some(line));
    }

    #[test]
    fn what_is_missing_comes_with_the_line_to_publish() {
        check(
            &seen(),
            [
                (
                    "health-mx-none",
                    true,
                    Some("acme.example. IN MX 10 imap.acme.example."),
                ),
                (
                    "health-spf-none",
                    true,
                    Some("acme.example. IN TXT \"v=spf1 mx a:smtp.acme.example ~all\""),
                ),
                ("health-dkim-none", true, None),
                (
                    "health-dmarc-none",
                    true,
                    Some("_dmarc.acme.example. IN TXT \"v=DMARC1; p=none\""),
                ),
            ],
        );
    }

    #[test]
    fn what_is_there_is_named_and_a_silent_dns_is_no_verdict() {
        let well = Domain {
            mx: Ok(vec!["mx.acme.example".into()]),
            txt: Ok(vec!["V=SPF1 mx -all".into()]),
            dkim: Keys::Usual(Ok(vec!["mail".into()])),
            dmarc: Ok(vec!["v=DMARC1; p=reject".into()]),
            ..seen()
        };
        check(
            &well,
            [
                ("health-mx", true, None),
                ("health-spf", true, None),
                ("health-dkim", true, None),
                ("health-dmarc", true, None),
            ],
        );
        let silent = Domain {
            mx: Err("no answer".into()),
            ..well
        };
        assert_eq!(domain(&silent)[0].key, "health-dns-silent");
    }

    #[test]
    fn two_policies_or_one_for_everybody_are_as_bad_as_none() {
        let with = |texts: &[&str]| Domain {
            txt: Ok(texts.iter().map(|t| (*t).to_owned()).collect()),
            ..seen()
        };
        assert_eq!(
            domain(&with(&["v=spf1 a -all", "v=spf1 mx -all"]))[1].key,
            "health-spf-many"
        );
        assert_eq!(domain(&with(&["v=spf1 +all"]))[1].key, "health-spf-anybody");
    }

    #[test]
    fn a_key_is_the_one_that_our_letters_show() {
        let key = |shown: &[(&str, Result<bool, String>)]| {
            let signature = |domain: &str| Signature {
                domain: domain.to_owned(),
                selector: "autumn".to_owned(),
            };
            let shown = shown
                .iter()
                .map(|(of, there)| (signature(of), there.clone()));
            let seen = Domain {
                dkim: Keys::Shown(shown.collect()),
                ..seen()
            };
            domain(&seen)[2].key.clone()
        };
        assert_eq!(key(&[("acme.example", Ok(true))]), "health-dkim-signed");
        assert_eq!(key(&[("acme.example", Ok(false))]), "health-dkim-gone");
        let silent = Err("no answer".to_owned());
        assert_eq!(key(&[("acme.example", silent)]), "health-dns-silent");
        let both = [("relay.example", Ok(true)), ("mail.acme.example", Ok(true))];
        assert_eq!(key(&both), "health-dkim-signed");
        assert_eq!(key(&both[..1]), "health-dkim-other");
        assert!(speaks_for("acme.example", "help.acme.example"));
        assert!(
            !speaks_for("evilacme.example", "acme.example")
                && !speaks_for("example", "acme.example")
        );
    }

    #[test]
    fn a_domain_above_may_speak_for_it() {
        assert_eq!(
            parents("help.mail.acme.example"),
            ["mail.acme.example", "acme.example"]
        );
        assert!(parents("acme.example").is_empty());
    }
}
