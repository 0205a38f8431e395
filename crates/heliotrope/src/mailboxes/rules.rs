//! What a mailbox says, and how its server is written down.

mod form;
mod server_url;

use crate::kit::At;
use std::fmt;
use std::str::FromStr;

pub use form::{PACE, Typed, Wrong, minutes, read_form, read_hours, read_pace, read_sent};
pub use server_url::{ImapUrl, ServerUrl};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
// The three words of the configuration; two of them end alike.
#[allow(clippy::enum_variant_names)]
pub enum Tls {
    None,
    Starttls,
    Tls,
}

impl Tls {
    pub fn word(self) -> &'static str {
        match self {
            Tls::None => "none",
            Tls::Starttls => "starttls",
            Tls::Tls => "tls",
        }
    }
}

impl Tls {
    pub fn usual_port(self) -> u16 {
        match self {
            Tls::None => 25,
            Tls::Starttls => 587,
            Tls::Tls => 465,
        }
    }

    pub fn usual_imap_port(self) -> u16 {
        match self {
            Tls::None | Tls::Starttls => 143,
            Tls::Tls => 993,
        }
    }
}

impl FromStr for Tls {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        [Tls::None, Tls::Starttls, Tls::Tls]
            .into_iter()
            .find(|t| t.word() == word)
            .ok_or_else(|| {
                format!("\"{word}\" is no way to secure a connection: write none, starttls or tls")
            })
    }
}

/// A sending server. The password is sealed; only the mailroom opens it.
#[derive(Clone, PartialEq, Eq)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub account: Option<String>,
    pub sealed_password: Option<String>,
}

impl Server {
    /// It asks for an account and no password is kept: whoever gave consent
    /// for the mailbox opens it with that.
    pub fn is_by_consent(&self) -> bool {
        self.account.is_some() && self.sealed_password.is_none()
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.host, self.port, self.tls.word())
    }
}

/// What becomes of a letter on its server once we keep it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum After {
    /// It stays as it was, not even marked as read.
    #[default]
    Leave,
    Seen,
    Delete,
}

impl After {
    pub const ALL: [After; 3] = [After::Leave, After::Seen, After::Delete];

    pub fn word(self) -> &'static str {
        match self {
            After::Leave => "leave",
            After::Seen => "seen",
            After::Delete => "delete",
        }
    }
}

impl FromStr for After {
    type Err = String;
    fn from_str(word: &str) -> Result<Self, String> {
        After::ALL
            .into_iter()
            .find(|a| a.word() == word)
            .ok_or_else(|| format!("\"{word}\" is nothing that can become of a letter"))
    }
}

/// Where the letters of a mailbox are fetched by IMAP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetching {
    pub server: Server,
    /// As the server names them; the first is the one we listen to.
    pub folders: Vec<String>,
    /// So many letters that were there before; none: from now on.
    pub bring: Option<i64>,
    pub after: After,
    /// When we were told to. None until it is kept.
    pub since: Option<At>,
}

impl Fetching {
    /// As a command or the set-up asks for it: the inbox, from now on, and
    /// everything stays on the server.
    pub fn from_now_on(server: Server) -> Fetching {
        Fetching {
            server,
            folders: vec!["INBOX".to_owned()],
            bring: None,
            after: After::Leave,
            since: None,
        }
    }

    /// The server and the account: at another place, how far we were says
    /// nothing.
    pub fn place(&self) -> String {
        let account = self.server.account.as_deref().unwrap_or_default();
        format!("{account}@{}", self.server.host)
    }
}

/// The folder, there where letters are fetched, for a copy of what leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentFolder {
    /// The one that the server marks, else one that is called so.
    Found,
    /// By the name the server gives it.
    Named(String),
}

impl SentFolder {
    /// As somebody typed it, or as it is kept; nothing: it is found. None: no
    /// folder has such a name.
    pub fn of(name: &str) -> Option<SentFolder> {
        let name = name.trim();
        match name.is_empty() {
            true => Some(SentFolder::Found),
            false => (name.len() <= 255 && !name.contains(char::is_control))
                .then(|| SentFolder::Named(name.to_owned())),
        }
    }

    /// Nothing when it is found.
    pub fn name(&self) -> &str {
        match self {
            SentFolder::Found => "",
            SentFolder::Named(name) => name,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Mailbox {
    pub id: i64,
    pub address: String,
    pub name: String,
    pub signature: String,
    pub language: String,
    pub zone: String,
    pub receipt: bool,
    pub answer_within_min: Option<i64>,
    /// A round trip proved that the server keeps them: letters of a case are
    /// then answered to an address of its own.
    pub plus_addresses: bool,
    pub server: Option<Server>,
    pub imap: Option<Fetching>,
    pub removed: bool,
    /// The most letters that leave it in a minute; none: as the configuration
    /// says.
    pub per_minute: Option<i64>,
    /// None: no copy of what leaves is put anywhere.
    pub sent: Option<SentFolder>,
}

/// Is this written like a mail address? Only the shape: whether it exists, the
/// first letter will show.
pub fn looks_like_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    !local.is_empty()
        && !domain.is_empty()
        && text.len() <= 254
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text.chars().any(|c| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_two_sides() {
        assert!(looks_like_address("ines@example.org"));
        assert!(looks_like_address("ines@localhost"));
        for wrong in [
            "ines",
            "@example.org",
            "ines@",
            "a b@example.org",
            "ines@example.org>",
        ] {
            assert!(!looks_like_address(wrong), "{wrong}");
        }
    }
}
