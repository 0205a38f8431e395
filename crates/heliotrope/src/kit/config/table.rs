//! Every key there is.

/// One key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// As in the file: `smtp.host` is `host` under `[smtp]`.
    pub name: &'static str,
    pub default: Option<&'static str>,
    pub secret: bool,
    /// One sentence for the documentation, which a test makes from it.
    #[cfg_attr(not(test), expect(dead_code))]
    pub about: &'static str,
}

impl Key {
    /// `smtp.host` in the environment is `HELIOTROPE_SMTP__HOST`.
    pub fn variable(&self) -> String {
        format!("HELIOTROPE_{}", self.name.to_uppercase().replace('.', "__"))
    }

    /// The value as it may be shown: a secret is not, nor is the password
    /// inside a database address.
    pub fn masked(&self, value: &str) -> String {
        if self.secret {
            return "********".to_owned();
        }
        match url::Url::parse(value) {
            Ok(mut url) if url.password().is_some() => {
                let _ = url.set_password(Some("********"));
                url.to_string()
            }
            _ => value.to_owned(),
        }
    }
}

const fn key(name: &'static str, default: Option<&'static str>, about: &'static str) -> Key {
    Key {
        name,
        default,
        secret: false,
        about,
    }
}

const fn secret(name: &'static str, about: &'static str) -> Key {
    Key {
        name,
        default: None,
        secret: true,
        about,
    }
}

pub const TABLE: &[Key] = &[
    key(
        "data",
        Some("heliotrope-data"),
        "The folder that holds the database, large attachments and the key. Made on the first start.",
    ),
    key(
        "database.url",
        None,
        "sqlite:/path/to/file or postgres://user:password@host/name. Without it: heliotrope.db in the data folder.",
    ),
    secret(
        "key",
        "The key that seals passwords of mailboxes: 64 hexadecimal digits. Needed with PostgreSQL, the same on all nodes; without it the file key in the data folder.",
    ),
    key(
        "web.listen",
        Some("127.0.0.1:4354"),
        "Where the pages and the API listen.",
    ),
    key(
        "web.public_url",
        None,
        "How people reach the desk from outside. Stands in every link that leaves; without it no link leaves.",
    ),
    key(
        "web.trusted_proxies",
        Some(""),
        "Addresses (10.0.0.7) or networks (10.0.0.0/8) of proxies in front, whose X-Forwarded-For and X-Forwarded-Host are believed; separated by commas.",
    ),
    key(
        "web.https",
        Some("off"),
        "Who speaks https: off (a proxy in front, or nobody), acme (we, with a certificate we fetch and renew) or files (we, with a certificate of yours).",
    ),
    key(
        "web.certificate",
        None,
        "The certificate for web.https = files, as PEM: ours first, then those above it. Read again when it changes.",
    ),
    key(
        "web.certificate_key",
        None,
        "The private key of web.certificate, as PEM.",
    ),
    key(
        "web.redirect_listen",
        None,
        "Where plain http is taken only to be sent on to web.public_url, for example 0.0.0.0:80.",
    ),
    key(
        "web.notice",
        Some("0s"),
        "How long a desk that stops still answers while /readyz says 503, so that a balancer in front turns away first.",
    ),
    key(
        "acme.contact",
        None,
        "The mail address that the certificate authority may write to.",
    ),
    key(
        "acme.directory",
        Some("https://acme-v02.api.letsencrypt.org/directory"),
        "The certificate authority, by the address of its ACME directory.",
    ),
    key(
        "session.days",
        Some("30"),
        "How long a sign-in lasts after its last use, in days.",
    ),
    key(
        "smtp.host",
        None,
        "The server that takes our letters, for mailboxes that name none of their own.",
    ),
    key(
        "smtp.port",
        None,
        "Its port. Without it: 25, 587 or 465, as smtp.tls asks for.",
    ),
    key("smtp.tls", Some("starttls"), "none, starttls or tls."),
    key(
        "smtp.user",
        None,
        "The account on that server, if it asks for one.",
    ),
    secret("smtp.password", "The password of that account."),
    key(
        "oauth.name",
        None,
        "A provider of your own whose mailboxes let the desk in by consent (OAuth 2), as people call it. Google and Microsoft need none of these.",
    ),
    key(
        "oauth.authorize_url",
        None,
        "Where a person gives that provider's consent.",
    ),
    key(
        "oauth.token_url",
        None,
        "Where the desk fetches that provider's tokens.",
    ),
    key(
        "oauth.scopes",
        None,
        "What the desk asks that provider for, separated by blanks.",
    ),
    key(
        "oauth.hosts",
        None,
        "The mail servers that take that provider's tokens, separated by commas. A token goes nowhere else.",
    ),
    key(
        "oauth.client_id",
        None,
        "As what the desk is known to that provider. Without it: as somebody enters it on the page.",
    ),
    secret(
        "oauth.client_secret",
        "The secret that belongs to oauth.client_id, if there is one.",
    ),
    key(
        "inbound.listen",
        None,
        "Where letters are taken in by SMTP and LMTP. Without it: nowhere.",
    ),
    key(
        "inbound.authserv",
        Some(""),
        "Names by which the mail servers in front sign their Authentication-Results (mx.example.com), whose word on SPF, DKIM and DMARC is believed; separated by commas.",
    ),
    key(
        "inbound.relays",
        Some(""),
        "Addresses (192.0.2.7) or networks (10.0.0.0/8) of the mail servers in front, whose word under inbound.authserv is believed when they bring a letter to inbound.listen; separated by commas. Empty: those on this machine.",
    ),
    key(
        "outbox.first_retry",
        Some("2s"),
        "How long to wait before a letter that could not leave is tried again; the pauses then grow.",
    ),
    key(
        "outbox.per_minute",
        None,
        "The most letters that leave one mailbox in a minute, counted over all nodes; a mailbox may say its own on its page. Without it: as many as its server takes.",
    ),
    key(
        "dkim.keys",
        None,
        "A folder with private keys as PEM (Ed25519, RSA) that sign what leaves, each named SELECTOR._domainkey.DOMAIN.pem. Without it: the sending server signs, or nobody.",
    ),
    key(
        "backup.off",
        Some("no"),
        "yes: no backup is made at night; somebody else sees to it.",
    ),
    key(
        "backup.at",
        Some("03:00"),
        "When the nightly backup is made. A desk that slept through it makes it when it wakes.",
    ),
    key(
        "backup.zone",
        None,
        "The time zone of backup.at, for example Europe/Berlin. Without it: the machine's.",
    ),
    key(
        "backup.folder",
        None,
        "Where the nightly backups lie. Without it: backups in the data folder. A folder on another disk is better.",
    ),
    key(
        "backup.keep",
        Some("7"),
        "How many nightly backups are kept; an older one goes only when a newer one was read back whole.",
    ),
    key(
        "limits.letter_in",
        Some("50 MiB"),
        "The largest letter that is taken in.",
    ),
    key(
        "limits.form",
        Some("25 MiB"),
        "The largest form that is taken in, files included.",
    ),
    key(
        "limits.letter_out",
        Some("20 MiB"),
        "The largest letter that leaves with its attachments; beyond that it holds a link.",
    ),
    key(
        "dns.servers",
        Some(""),
        "The DNS servers that are asked about domains (ADDR:PORT, separated by commas). Empty: the machine's own.",
    ),
    key(
        "log.level",
        Some("info"),
        "error, warn, info, debug or trace.",
    ),
];
