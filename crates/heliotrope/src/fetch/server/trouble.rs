//! What keeps us from our letters, in a closed word and in the other side's own.

use std::error::Error as _;
use std::{fmt, io};

use super::wire::TooMuch;
use crate::kit::words::Words;
use crate::t;

/// Why a server did not give what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// `unknown-host`, `refused`, `unreachable`, `timeout`, `certificate`,
    /// `tls`, `no-starttls`, `no-sign-in`, `sign-in`, `token`, `consent`,
    /// `program`, `no-token`, `elsewhere`, `folder`, `no`, `cut`, `bye`, `protocol`,
    /// `too-much`, `not-back`, `sealed`, `kept`, `no-sent`.
    pub code: &'static str,
    /// The other side's own words, or the connection's.
    pub said: String,
}

impl Trouble {
    pub fn new(code: &'static str, said: impl Into<String>) -> Trouble {
        let said = said.into();
        let said = said.chars().map(|c| if c.is_control() { ' ' } else { c });
        Trouble {
            code,
            said: said.take(500).collect::<String>().trim().to_owned(),
        }
    }

    /// The one sentence for a person: what happened, and what `server` said.
    pub fn sentence(&self, words: Words, server: &str) -> String {
        let said = self.said.as_str();
        match self.code {
            "unknown-host" => t!(words, "fetch-unknown-host", server = server, said = said),
            "refused" => t!(words, "fetch-refused", server = server, said = said),
            "unreachable" => t!(words, "fetch-unreachable", server = server, said = said),
            "timeout" => t!(words, "fetch-timeout", server = server, said = said),
            "certificate" => t!(words, "fetch-certificate", server = server, said = said),
            "tls" => t!(words, "fetch-tls", server = server, said = said),
            "no-starttls" => t!(words, "fetch-no-starttls", server = server),
            "no-sign-in" => t!(words, "fetch-no-sign-in", server = server),
            "sign-in" => t!(words, "fetch-sign-in", server = server, said = said),
            "token" => t!(words, "fetch-token", server = server, said = said),
            "consent" => t!(words, "fetch-consent", said = said),
            "program" => t!(words, "fetch-program", said = said),
            "no-token" => t!(words, "fetch-no-token", said = said),
            "elsewhere" => t!(words, "fetch-elsewhere", server = server),
            "folder" => t!(words, "fetch-folder", server = server, said = said),
            "cut" => t!(words, "fetch-cut", server = server),
            "bye" => t!(words, "fetch-bye", server = server, said = said),
            "protocol" => t!(words, "fetch-protocol", server = server, said = said),
            "too-much" => t!(words, "fetch-too-much", server = server),
            "not-back" => t!(words, "fetch-not-back"),
            "sealed" => t!(words, "fetch-sealed", said = said),
            "kept" => t!(words, "fetch-not-kept", said = said),
            _ => t!(words, "fetch-no", server = server, said = said),
        }
    }

    /// What a connection says when it fails.
    pub fn of_io(error: &io::Error) -> Trouble {
        if error.get_ref().is_some_and(|e| e.is::<TooMuch>()) {
            return Trouble::new("too-much", error.to_string());
        }
        let tls = error
            .get_ref()
            .and_then(|e| e.downcast_ref::<rustls::Error>())
            .or_else(|| error.source().and_then(|e| e.downcast_ref()));
        if let Some(tls) = tls {
            let code = match tls {
                rustls::Error::InvalidCertificate(_) => "certificate",
                _ => "tls",
            };
            return Trouble::new(code, tls.to_string());
        }
        match error.kind() {
            io::ErrorKind::TimedOut => Trouble::new("timeout", error.to_string()),
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe => Trouble::new("cut", error.to_string()),
            // The reader's own errors quote what it could not read, which may
            // be somebody's letter.
            io::ErrorKind::Other => Trouble::new("protocol", ""),
            _ => Trouble::new("unreachable", error.to_string()),
        }
    }

    /// Is it the line or the server, and not what was asked for?
    pub fn is_of_the_line(&self) -> bool {
        !matches!(self.code, "no" | "kept")
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.said)
    }
}

impl std::error::Error for Trouble {}
