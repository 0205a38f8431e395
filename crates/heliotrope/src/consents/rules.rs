//! The providers, when a token is renewed, what a refusal means, and where a
//! token may go.

use std::time::Duration;

use url::{Host, Url};

use crate::kit::At;
use crate::kit::config::Oauth;
use crate::mailboxes::{Server, Tls};

/// Who lets a mailbox in by consent and not by its password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    Google,
    Microsoft,
    /// The one that the configuration names (`oauth.*`).
    Own,
}

impl Provider {
    pub const ALL: [Provider; 3] = [Provider::Google, Provider::Microsoft, Provider::Own];

    /// As it stands in the database and in forms.
    pub fn word(self) -> &'static str {
        match self {
            Provider::Google => "google",
            Provider::Microsoft => "microsoft",
            Provider::Own => "own",
        }
    }

    pub fn of_word(word: &str) -> Option<Provider> {
        Provider::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// Everything that is to know about a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    pub provider: Provider,
    pub name: String,
    pub authorize: Url,
    pub token: Url,
    pub scopes: Vec<String>,
    /// Beside what OAuth 2 itself asks for.
    pub more: &'static [(&'static str, &'static str)],
    /// The mail servers that take its tokens.
    pub hosts: Vec<String>,
    /// Where letters come in and go out; none: as the mailbox says.
    pub servers: Option<[(&'static str, u16, Tls); 2]>,
    /// Where the desk is registered there, for a person to open.
    pub console: Option<&'static str>,
}

/// A provider that everybody knows, as it describes itself.
struct Known {
    name: &'static str,
    authorize: &'static str,
    token: &'static str,
    scopes: &'static [&'static str],
    more: &'static [(&'static str, &'static str)],
    servers: [(&'static str, u16, Tls); 2],
    also: &'static [&'static str],
    console: &'static str,
}

const GOOGLE: Known = Known {
    name: "Google",
    authorize: "https://accounts.google.com/o/oauth2/v2/auth",
    token: "https://oauth2.googleapis.com/token",
    scopes: &["https://mail.google.com/"],
    // Without these there is no refresh token, or only the first time.
    more: &[("access_type", "offline"), ("prompt", "consent")],
    servers: [
        ("imap.gmail.com", 993, Tls::Tls),
        ("smtp.gmail.com", 465, Tls::Tls),
    ],
    also: &["imap.googlemail.com", "smtp.googlemail.com"],
    console: "https://console.cloud.google.com/apis/credentials",
};

const MICROSOFT: Known = Known {
    name: "Microsoft",
    authorize: "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    token: "https://login.microsoftonline.com/common/oauth2/v2.0/token",
    scopes: &[
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
    ],
    more: &[("prompt", "select_account")],
    servers: [
        ("outlook.office365.com", 993, Tls::Tls),
        ("smtp.office365.com", 587, Tls::Starttls),
    ],
    also: &["smtp-mail.outlook.com", "outlook.office.com"],
    console: "https://entra.microsoft.com",
};

impl Terms {
    /// None: the configuration names no provider of its own.
    pub fn of(provider: Provider, own: Option<&Oauth>) -> Option<Terms> {
        match provider {
            Provider::Google => GOOGLE.terms(provider),
            Provider::Microsoft => MICROSOFT.terms(provider),
            Provider::Own => own.map(|own| Terms {
                provider,
                name: own.name.clone(),
                authorize: own.authorize_url.clone(),
                token: own.token_url.clone(),
                scopes: own.scopes.clone(),
                // As OpenID Connect asks for it: else no refresh token is given.
                more: &[("prompt", "consent")],
                hosts: own.hosts.clone(),
                servers: None,
                console: None,
            }),
        }
    }

    /// Whether this mail server is one of the provider's.
    pub fn knows(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    /// Whether its token may be shown to this server: to the provider's own
    /// and to no other, and never in the open, save on this machine.
    pub fn may_take(&self, server: &Server) -> bool {
        self.knows(&server.host) && (server.tls != Tls::None || is_here(&server.host))
    }
}

impl Known {
    fn terms(&self, provider: Provider) -> Option<Terms> {
        let of_servers = self.servers.iter().map(|(host, ..)| *host);
        Some(Terms {
            provider,
            name: self.name.to_owned(),
            authorize: Url::parse(self.authorize).ok()?,
            token: Url::parse(self.token).ok()?,
            scopes: self.scopes.iter().map(|s| (*s).to_owned()).collect(),
            more: self.more,
            hosts: of_servers
                .chain(self.also.iter().copied())
                .map(str::to_owned)
                .collect(),
            servers: Some(self.servers),
            console: Some(self.console),
        })
    }
}

fn is_here(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Ipv4(ip)) => ip.is_loopback(),
        Ok(Host::Ipv6(ip)) => ip.is_loopback(),
        Ok(Host::Domain(name)) => name == "localhost",
        Err(_) => false,
    }
}

/// Who comes after this is too late: a second factor takes its time, a code on
/// a screen that was left does not count for ever.
pub const TRIP_LASTS: Duration = Duration::from_secs(30 * 60);

/// A trip to a provider, as far as it decides whether an answer counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub session: i64,
    pub expires: At,
    pub used: bool,
}

/// Why an answer does not count, as the key of a sentence. `found`: the trip
/// with its state.
pub fn counts(found: Option<Standing>, session: i64, now: At) -> Result<(), &'static str> {
    match found {
        None => Err("consents-unknown"),
        Some(trip) if trip.session != session => Err("consents-other-session"),
        Some(trip) if trip.used => Err("consents-used"),
        Some(trip) if trip.expires <= now => Err("consents-late"),
        Some(_) => Ok(()),
    }
}

/// A token is renewed so long before its end: clocks differ, and a line that
/// begins with it should not end at once.
pub const LEEWAY: Duration = Duration::from_secs(120);

/// Whether a token that is good until then is used as it is. None: nobody said
/// how long; it is good until somebody refuses it.
pub fn is_fresh(until: Option<At>, now: At) -> bool {
    until.is_none_or(|until| until > now.plus(LEEWAY))
}

/// Whether it is good at all, however briefly.
pub fn is_good(until: Option<At>, now: At) -> bool {
    until.is_none_or(|until| until > now)
}

/// What an error of a token endpoint means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The consent has ended: a person has to sign in again.
    Ended,
    /// Our own registration there is not good: its secret ran out, for example.
    Program,
    /// It says nothing about the consent.
    Passing,
}

/// By the closed words of RFC 6749, 5.2, and of OpenID Connect.
pub fn refusal(error: &str) -> Refusal {
    match error {
        "invalid_grant"
        | "interaction_required"
        | "consent_required"
        | "login_required"
        | "account_selection_required" => Refusal::Ended,
        "invalid_client" | "unauthorized_client" | "invalid_scope" => Refusal::Program,
        _ => Refusal::Passing,
    }
}

/// The other side's own words, short enough for a page.
pub fn said(text: &str) -> String {
    let calm = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    calm.take(500).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: At = At(1_772_708_400_000_000);

    #[track_caller]
    fn check(found: Option<(i64, i64, bool)>, expected: &str) {
        let found = found.map(|(session, seconds, used)| Standing {
            session,
            expires: At(NOW.0 + seconds * 1_000_000),
            used,
        });
        let said = counts(found, 7, NOW).err().unwrap_or("counts");
        assert_eq!(said, expected);
    }

    #[test]
    fn an_answer_counts_once_in_its_session_and_in_time() {
        check(Some((7, 60, false)), "counts");
        check(None, "consents-unknown");
        check(Some((8, 60, false)), "consents-other-session");
        check(Some((8, 60, true)), "consents-other-session");
        check(Some((7, 60, true)), "consents-used");
        check(Some((7, 0, false)), "consents-late");
    }

    #[test]
    fn a_token_is_renewed_before_its_end() {
        let until = |seconds: i64| Some(At(NOW.0 + seconds * 1_000_000));
        assert!(is_fresh(until(121), NOW) && !is_fresh(until(120), NOW));
        assert!(is_good(until(1), NOW) && !is_good(until(0), NOW));
        assert!(is_fresh(None, NOW));
    }

    #[test]
    fn only_a_refusal_of_the_grant_ends_a_consent() {
        assert_eq!(refusal("invalid_grant"), Refusal::Ended);
        assert_eq!(refusal("invalid_client"), Refusal::Program);
        for passing in ["temporarily_unavailable", "server_error", "slow_down", ""] {
            assert_eq!(refusal(passing), Refusal::Passing, "{passing}");
        }
    }

    #[test]
    fn a_token_goes_to_the_servers_of_its_provider_and_nowhere_else() {
        let google = Terms::of(Provider::Google, None).unwrap();
        let server = |host: &str, tls| Server {
            host: host.to_owned(),
            port: 993,
            tls,
            account: None,
            sealed_password: None,
        };
        assert!(google.may_take(&server("IMAP.gmail.com", Tls::Tls)));
        assert!(!google.may_take(&server("imap.gmail.com", Tls::None)));
        assert!(!google.may_take(&server("imap.gmail.com.evil.example", Tls::Tls)));
        assert!(!google.may_take(&server("outlook.office365.com", Tls::Tls)));
        assert_eq!(Terms::of(Provider::Own, None), None);
        let own = Oauth {
            name: "Acme".into(),
            authorize_url: "http://localhost/a".parse().unwrap(),
            token_url: "http://localhost/t".parse().unwrap(),
            scopes: Vec::new(),
            hosts: vec!["localhost".into()],
            client: None,
        };
        let own = Terms::of(Provider::Own, Some(&own)).unwrap();
        assert!(own.may_take(&server("localhost", Tls::None)));
    }

    #[test]
    fn every_provider_has_its_terms() {
        let google = Terms::of(Provider::Google, None).unwrap();
        assert_eq!(google.scopes, ["https://mail.google.com/"]);
        let microsoft = Terms::of(Provider::Microsoft, None).unwrap();
        assert!(microsoft.scopes.contains(&"offline_access".to_owned()));
        assert!(microsoft.knows("outlook.office365.com"));
        for provider in Provider::ALL {
            assert_eq!(Provider::of_word(provider.word()), Some(provider));
        }
    }
}
