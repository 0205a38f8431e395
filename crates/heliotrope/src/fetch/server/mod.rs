//! Speaking IMAP, as much of it as fetching needs.
//!
//! The library reads what the server says; the asking is done here, because
//! its own streams end alike when a list is complete and when the line broke.
//! An answer counts only after the server's own "OK" to that very command.

mod guard;
mod letters;
mod sign_in;
mod talk;
mod trouble;
mod wire;

use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{MailboxDatum, NameAttribute, Response, ResponseCode};

use super::rules;
use crate::mailboxes::Tls;
use talk::{SILENT, Step, TALK, quoted, step};

pub use trouble::Trouble;
use wire::Wire;
#[cfg(test)]
pub use wire::trust;

/// A mailbox on a server, and the way in. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Source {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: String,
    pub secret: Secret,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    Password(String),
    /// An access token of OAuth 2.
    Bearer(String),
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// A folder as the server describes it when it is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    pub validity: u32,
    pub next: Option<u32>,
    pub letters: u32,
    /// What the server calls it by, whatever its name is (RFC 8474).
    pub object: Option<String>,
}

/// A letter that waits: its UID and how large it says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub uid: u32,
    pub size: u32,
}

/// A letter as it came over the line.
#[derive(Debug, Clone)]
pub struct Brought {
    pub bytes: Vec<u8>,
    /// When the server took it in, seconds since 1970.
    pub since: Option<i64>,
}

/// A conversation with a server that let us in.
pub struct Line {
    client: Client<Wire>,
    tags: u32,
    /// What it said on the way out.
    bye: Option<String>,
    capabilities: Vec<String>,
    pub greeting: String,
    /// Something new was said to lie in the open folder since this was last
    /// set to false: in the answer to whatever we asked.
    pub has_news: bool,
}

impl Line {
    fn over(wire: Wire) -> Line {
        Line {
            client: Client::new(wire),
            tags: 0,
            bye: None,
            capabilities: Vec::new(),
            greeting: String::new(),
            has_news: false,
        }
    }

    pub fn can(&self, word: &str) -> bool {
        self.capabilities.iter().any(|c| c == word)
    }

    /// The folders that hold letters, by the names the server gives them.
    pub async fn folders(&mut self) -> Result<Vec<String>, Trouble> {
        let mut found = Vec::new();
        self.ask("LIST \"\" \"*\"", TALK, |heard| {
            if let Response::MailboxData(MailboxDatum::List(folder)) = heard
                && !folder.name_attributes.contains(&NameAttribute::NoSelect)
            {
                found.push(folder.name.to_string());
            }
        })
        .await?;
        Ok(found)
    }

    /// The folders of letters that were sent: those the server marks so (RFC
    /// 6154), else those that are called so in the languages we have met.
    pub async fn sent_folders(&mut self) -> Result<Vec<String>, Trouble> {
        let (mut marked, mut named) = (Vec::new(), Vec::new());
        self.ask("LIST \"\" \"*\"", TALK, |heard| {
            if let Response::MailboxData(MailboxDatum::List(folder)) = heard {
                let is_sent = |mark: &NameAttribute<'_>| format!("{mark:?}").contains("Sent");
                if folder.name_attributes.iter().any(is_sent) {
                    marked.push(folder.name.to_string());
                } else if rules::is_called_sent(&folder.name) {
                    named.push(folder.name.to_string());
                }
            }
        })
        .await?;
        Ok(if marked.is_empty() { named } else { marked })
    }

    /// Opens a folder so that nothing in it changes by our looking.
    pub async fn examine(&mut self, folder: &str) -> Result<Folder, Trouble> {
        self.enter("EXAMINE", folder).await
    }

    /// Opens a folder to change what stands in it.
    pub async fn select(&mut self, folder: &str) -> Result<Folder, Trouble> {
        self.enter("SELECT", folder).await
    }

    async fn enter(&mut self, how: &str, folder: &str) -> Result<Folder, Trouble> {
        let (mut validity, mut next, mut letters, mut object) = (None, None, 0, None);
        let command = format!("{how} {}", quoted(folder)?);
        let entered = self.ask(&command, TALK, |heard| match heard {
            Response::Data { outcome, .. } => match outcome.code {
                Some(ResponseCode::UidValidity(n)) => validity = Some(n),
                Some(ResponseCode::UidNext(n)) => next = Some(n),
                _ => {
                    let text = outcome.information.as_deref();
                    object = object.take().or(text.and_then(rules::mailbox_id));
                }
            },
            Response::MailboxData(MailboxDatum::Exists(n)) => letters = *n,
            _ => {}
        });
        entered.await.map_err(|trouble| match trouble.code {
            "no" => Trouble::new("folder", format!("{folder}: {}", trouble.said)),
            _ => trouble,
        })?;
        // What was there when it was opened is no news.
        self.has_news = false;
        Ok(Folder {
            validity: validity.ok_or_else(|| Trouble::new("protocol", "no UIDVALIDITY"))?,
            next,
            letters,
            object,
        })
    }

    /// Waits in an IDLE until something new is said about the open folder. May
    /// be dropped at any time; [`Line::wake`] then ends it.
    pub async fn idle(&mut self) -> Result<(), Trouble> {
        while !self.has_news {
            self.hear(|_| ()).await?;
        }
        Ok(())
    }

    /// Begins an IDLE that may be silent for `patience`; gives its tag.
    pub async fn rest(&mut self, patience: Duration) -> Result<String, Trouble> {
        let tag = self.say("IDLE", TALK).await?;
        loop {
            match self.hear(|heard| step(&tag, heard)).await? {
                Step::GoOn => break,
                Step::End(end) => {
                    end?;
                    return Err(Trouble::new("protocol", "IDLE ended at once"));
                }
                Step::Between => {}
            }
        }
        self.client.get_mut().expect(TALK, patience + SILENT);
        Ok(tag)
    }

    /// Ends the IDLE with this tag.
    pub async fn wake(&mut self, tag: &str) -> Result<(), Trouble> {
        self.client.get_mut().expect(TALK, SILENT);
        self.write("DONE\r\n").await?;
        loop {
            if let Step::End(end) = self.hear(|heard| step(tag, heard)).await? {
                return end;
            }
        }
    }

    /// Politeness only: whether they hear it changes nothing.
    pub async fn leave(mut self) {
        let goodbye = self.ask("LOGOUT", TALK, |_| {});
        let _ = tokio::time::timeout(Duration::from_secs(1), goodbye).await;
    }
}
