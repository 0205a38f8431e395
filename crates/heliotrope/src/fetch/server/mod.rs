//! Speaking IMAP, as much of it as fetching needs.
//!
//! The library reads what the server says; the asking is done here, because
//! its own streams end alike when a list is complete and when the line broke.
//! An answer counts only after the server's own "OK" to that very command.

mod guard;
mod trouble;
mod wire;

use std::collections::BTreeMap;
use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{
    AttributeValue, Capability, MailboxDatum, NameAttribute, Outcome, Response, ResponseCode,
    Status,
};
use data_encoding::BASE64;
use tokio::io::AsyncWriteExt;

use super::rules;
use crate::mailboxes::Tls;

pub use trouble::Trouble;
use wire::Wire;
#[cfg(test)]
pub use wire::trust;

/// Between two sentences of one answer.
const SILENT: Duration = Duration::from_secs(60);
/// What answers without letters may need.
const TALK: u64 = 1 << 20;
/// A list of all waiting letters, some 50 bytes each.
const LIST: u64 = 256 << 20;

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
    #[expect(dead_code, reason = "nobody asks for consent yet")]
    Bearer(String),
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// A folder as the server describes it when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folder {
    pub validity: u32,
    pub next: Option<u32>,
    pub letters: u32,
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
    /// Connects, encrypts and signs in.
    pub async fn open(source: &Source) -> Result<Line, Trouble> {
        let mut wire = wire::connect(&source.host, source.port).await?;
        if source.tls == Tls::Tls {
            wire = wire::encrypt(wire, &source.host).await?;
        }
        let mut line = Line::over(wire);
        let let_in = line.greet().await?;
        if source.tls == Tls::Starttls {
            line = line.start_tls(&source.host).await?;
        }
        if !let_in {
            line.sign_in(source).await?;
        }
        // Some servers can more for those they know.
        line.ask_capabilities().await?;
        Ok(line)
    }

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

    /// Hears the greeting. True: it knows us already.
    async fn greet(&mut self) -> Result<bool, Trouble> {
        self.client.get_mut().expect(64 * 1024, SILENT);
        let greeting = match self.client.read_response().await {
            Ok(Some(greeting)) => greeting,
            Ok(None) => return Err(Trouble::new("cut", "")),
            Err(error) => {
                // Before the greeting nobody's letter can be quoted: what
                // speaks there instead is worth reading.
                let heard = rules::quoted(&error.to_string());
                let trouble = Trouble::of_io(&error);
                return Err(match heard {
                    Some(heard) => Trouble::new(trouble.code, heard),
                    None => trouble,
                });
            }
        };
        match greeting.parsed() {
            Response::Data { status, outcome } => {
                self.greeting = said(outcome);
                match status {
                    Status::Ok => Ok(false),
                    Status::PreAuth => Ok(true),
                    _ => Err(Trouble::new("bye", said(outcome))),
                }
            }
            _ => Err(Trouble::new("protocol", "")),
        }
    }

    async fn start_tls(mut self, host: &str) -> Result<Line, Trouble> {
        self.ask_capabilities().await?;
        if !self.can("STARTTLS") {
            return Err(Trouble::new("no-starttls", ""));
        }
        self.ask("STARTTLS", TALK, |_| {}).await?;
        // Whatever was said in the open before this is forgotten with its reader.
        let wire = wire::encrypt(self.client.into_inner(), host).await?;
        Ok(Line {
            greeting: self.greeting,
            ..Line::over(wire)
        })
    }

    async fn sign_in(&mut self, source: &Source) -> Result<(), Trouble> {
        self.ask_capabilities().await?;
        let user = &source.user;
        let done = match &source.secret {
            Secret::Bearer(token) => {
                let answer = format!("user={user}\x01auth=Bearer {token}\x01\x01");
                self.authenticate("XOAUTH2", &answer).await
            }
            Secret::Password(password) if self.can("AUTH=PLAIN") => {
                let answer = format!("\0{user}\0{password}");
                self.authenticate("PLAIN", &answer).await
            }
            Secret::Password(_) if self.can("LOGINDISABLED") => {
                return Err(Trouble::new("no-sign-in", ""));
            }
            Secret::Password(password) => {
                let (user, password) = (quoted(user)?, quoted(password)?);
                self.ask(&format!("LOGIN {user} {password}"), TALK, |_| {})
                    .await
            }
        };
        // What they say to a name and password is about them, whatever form it has.
        done.map_err(|trouble| match trouble.code {
            "no" => Trouble::new("sign-in", trouble.said),
            _ => trouble,
        })
    }

    async fn authenticate(&mut self, way: &str, answer: &str) -> Result<(), Trouble> {
        let tag = self.say(&format!("AUTHENTICATE {way}"), TALK).await?;
        let mut answers = [BASE64.encode(answer.as_bytes())].into_iter();
        loop {
            match self.hear(|heard| step(&tag, heard)).await? {
                // Asked again after the answer: the reason of a refusal, which
                // an empty line takes note of.
                Step::GoOn => {
                    let answer = answers.next().unwrap_or_default();
                    self.write(&format!("{answer}\r\n")).await?;
                }
                Step::End(end) => return end,
                Step::Between => {}
            }
        }
    }

    async fn ask_capabilities(&mut self) -> Result<(), Trouble> {
        let mut found = Vec::new();
        self.ask("CAPABILITY", TALK, |heard| {
            if let Response::Capabilities(all) = heard {
                found.extend(all.iter().map(|c| match c {
                    Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                    Capability::Auth(way) => format!("AUTH={}", way.to_uppercase()),
                    Capability::Atom(word) => word.to_uppercase(),
                }));
            }
        })
        .await?;
        self.capabilities = found;
        Ok(())
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

    /// Opens a folder so that nothing in it changes by our looking.
    pub async fn examine(&mut self, folder: &str) -> Result<Folder, Trouble> {
        self.enter("EXAMINE", folder).await
    }

    /// Opens a folder to change what stands in it.
    pub async fn select(&mut self, folder: &str) -> Result<Folder, Trouble> {
        self.enter("SELECT", folder).await
    }

    async fn enter(&mut self, how: &str, folder: &str) -> Result<Folder, Trouble> {
        let (mut validity, mut next, mut letters) = (None, None, 0);
        let command = format!("{how} {}", quoted(folder)?);
        let entered = self.ask(&command, TALK, |heard| match heard {
            Response::Data { outcome, .. } => match outcome.code {
                Some(ResponseCode::UidValidity(n)) => validity = Some(n),
                Some(ResponseCode::UidNext(n)) => next = Some(n),
                _ => {}
            },
            Response::MailboxData(MailboxDatum::Exists(n)) => letters = *n,
            _ => {}
        });
        entered.await.map_err(|trouble| match trouble.code {
            "no" => Trouble::new("folder", trouble.said),
            _ => trouble,
        })?;
        // What was there when it was opened is no news.
        self.has_news = false;
        Ok(Folder {
            validity: validity.ok_or_else(|| Trouble::new("protocol", "no UIDVALIDITY"))?,
            next,
            letters,
        })
    }

    /// The first `most` letters of the open folder behind `after`, in order,
    /// and how many there are in all.
    pub async fn waiting(
        &mut self,
        after: u32,
        most: usize,
    ) -> Result<(Vec<Waiting>, usize), Trouble> {
        let Some(first) = after.checked_add(1) else {
            return Ok((Vec::new(), 0));
        };
        let mut found = BTreeMap::new();
        let mut all = 0;
        let command = format!("UID FETCH {first}:* (UID RFC822.SIZE)");
        self.ask(&command, LIST, |heard| {
            // "n:*" always names the last letter, even one before n.
            let Some((uid, size)) = uid_and_size(heard).filter(|(uid, _)| *uid > after) else {
                return;
            };
            if found.insert(uid, size).is_none() {
                all += 1;
            }
            if found.len() > most {
                found.pop_last();
            }
        })
        .await?;
        let found = found.into_iter();
        Ok((
            found.map(|(uid, size)| Waiting { uid, size }).collect(),
            all,
        ))
    }

    /// The same without their sizes, for a server that fails to tell one.
    pub async fn unmeasured(
        &mut self,
        after: u32,
        most: usize,
    ) -> Result<(Vec<Waiting>, usize), Trouble> {
        let Some(first) = after.checked_add(1) else {
            return Ok((Vec::new(), 0));
        };
        let mut found = self.search(&format!("UID {first}:*")).await?;
        found.retain(|uid| *uid > after);
        found.sort_unstable();
        found.dedup();
        let all = found.len();
        let waiting = |uid| Waiting { uid, size: 0 };
        Ok((found.into_iter().take(most).map(waiting).collect(), all))
    }

    /// How large one letter says it is. None: it is gone.
    pub async fn size_of(&mut self, uid: u32) -> Result<Option<u32>, Trouble> {
        let mut found = None;
        let command = format!("UID FETCH {uid} (UID RFC822.SIZE)");
        self.ask(&command, TALK, |heard| {
            if let Some((_, size)) = uid_and_size(heard).filter(|(of, _)| *of == uid) {
                found = Some(size);
            }
        })
        .await?;
        Ok(found)
    }

    /// The letters with these UIDs, `section` of each: "" is the whole one.
    /// What came before a refusal is given beside it.
    pub async fn letters(
        &mut self,
        uids: &[u32],
        section: &str,
        most: u64,
    ) -> (BTreeMap<u32, Brought>, Result<(), Trouble>) {
        let mut brought = BTreeMap::new();
        let list: Vec<String> = uids.iter().map(u32::to_string).collect();
        let command = format!(
            "UID FETCH {} (UID INTERNALDATE BODY.PEEK[{section}])",
            list.join(",")
        );
        let asked = self.ask(&command, most, |heard| {
            if let Some((uid, letter)) = letter(heard)
                && uids.contains(&uid)
            {
                brought.insert(uid, letter);
            }
        });
        let end = asked.await;
        (brought, end)
    }

    /// When the server took in each letter of a set ("12:*", or sequence
    /// numbers without `by_uid`): UID and seconds since 1970.
    pub async fn ages(&mut self, set: &str, by_uid: bool) -> Result<Vec<(u32, i64)>, Trouble> {
        let mut found = Vec::new();
        let by = if by_uid { "UID " } else { "" };
        self.ask(
            &format!("{by}FETCH {set} (UID INTERNALDATE)"),
            LIST,
            |heard| {
                if let Response::Fetch(_, values) = heard
                    && let (Some(uid), Some(at)) = (uid_of(values), age_of(values))
                {
                    found.push((uid, at));
                }
            },
        )
        .await?;
        Ok(found)
    }

    /// UIDs in the open folder that match.
    pub async fn search(&mut self, what: &str) -> Result<Vec<u32>, Trouble> {
        let mut found = Vec::new();
        self.ask(&format!("UID SEARCH {what}"), LIST, |heard| {
            if let Response::MailboxData(MailboxDatum::Search(uids)) = heard {
                found.extend(uids);
            }
        })
        .await?;
        Ok(found)
    }

    /// Is this letter still in the open folder?
    pub async fn is_there(&mut self, uid: u32) -> Result<bool, Trouble> {
        Ok(self.search(&format!("UID {uid}")).await?.contains(&uid))
    }

    /// Marks letters ("3", "3,7"), in a folder that was selected.
    pub async fn mark(&mut self, uids: &str, flag: &str) -> Result<(), Trouble> {
        let command = format!("UID STORE {uids} +FLAGS.SILENT ({flag})");
        self.ask(&command, TALK, |_| {}).await
    }

    /// Takes letters that were marked as deleted from the server, and no
    /// others. Where the server cannot do that, they stay marked.
    pub async fn expunge(&mut self, uids: &str) -> Result<(), Trouble> {
        if !self.can("UIDPLUS") {
            return Ok(());
        }
        self.ask(&format!("UID EXPUNGE {uids}"), TALK, |_| {}).await
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

    /// Says one command and hears all that is said until its own end. `most`
    /// bytes: more than that is no answer to it.
    async fn ask(
        &mut self,
        command: &str,
        most: u64,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<(), Trouble> {
        let whole = rules::longest_answer(most);
        let asking = async {
            let tag = self.say(command, most).await?;
            loop {
                let heard = self.hear(|heard| {
                    each(heard);
                    step(&tag, heard)
                });
                if let Step::End(end) = heard.await? {
                    return end;
                }
            }
        };
        match tokio::time::timeout(whole, asking).await {
            Ok(end) => end,
            Err(_) => Err(Trouble::new("timeout", "")),
        }
    }

    async fn say(&mut self, command: &str, most: u64) -> Result<String, Trouble> {
        self.tags += 1;
        let tag = format!("h{}", self.tags);
        self.client.get_mut().expect(most, SILENT);
        self.write(&format!("{tag} {command}\r\n")).await?;
        Ok(tag)
    }

    // Not by the library, which writes every command into the log.
    async fn write(&mut self, text: &str) -> Result<(), Trouble> {
        let wire = self.client.get_mut();
        let written = async {
            wire.write_all(text.as_bytes()).await?;
            wire.flush().await
        };
        match tokio::time::timeout(SILENT, written).await {
            Ok(written) => written.map_err(|e| Trouble::of_io(&e)),
            Err(_) => Err(Trouble::new("timeout", "")),
        }
    }

    /// The next thing that is said, as `each` understands it.
    async fn hear<T>(&mut self, each: impl FnOnce(&Response<'_>) -> T) -> Result<T, Trouble> {
        let heard = match self.client.read_response().await {
            Ok(Some(heard)) => heard,
            Ok(None) => return Err(self.gone(Trouble::new("cut", ""))),
            Err(error) => return Err(self.gone(Trouble::of_io(&error))),
        };
        if let Response::Data {
            status: Status::Bye,
            outcome,
        } = heard.parsed()
        {
            self.bye = Some(said(outcome));
        }
        if let Response::MailboxData(MailboxDatum::Exists(_)) = heard.parsed() {
            self.has_news = true;
        }
        Ok(each(heard.parsed()))
    }

    /// A line that ends after a goodbye ended by it.
    fn gone(&mut self, trouble: Trouble) -> Trouble {
        match self.bye.take() {
            Some(bye) if trouble.code == "cut" => Trouble::new("bye", bye),
            _ => trouble,
        }
    }
}

/// What something that was said is to the command with a tag.
enum Step {
    /// The server waits for more.
    GoOn,
    Between,
    End(Result<(), Trouble>),
}

fn step(tag: &str, heard: &Response<'_>) -> Step {
    match heard {
        Response::Continue(_) => Step::GoOn,
        Response::Done {
            tag: of,
            status,
            outcome,
        } if of.0 == tag => Step::End(match status {
            Status::Ok => Ok(()),
            _ => Err(Trouble::new("no", said(outcome))),
        }),
        _ => Step::Between,
    }
}

fn said(outcome: &Outcome<'_>) -> String {
    let words = outcome.information.as_deref().unwrap_or_default();
    words.trim().to_owned()
}

/// A name or password as IMAP quotes it.
fn quoted(text: &str) -> Result<String, Trouble> {
    match text.contains(['\r', '\n', '\0']) {
        true => Err(Trouble::new("no", "a name or password has no line breaks")),
        false => Ok(format!(
            "\"{}\"",
            text.replace('\\', "\\\\").replace('"', "\\\"")
        )),
    }
}

fn uid_of(values: &[AttributeValue<'_>]) -> Option<u32> {
    values.iter().find_map(|value| match value {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

/// One whose date nobody can read came just now: better brought than not.
fn age_of(values: &[AttributeValue<'_>]) -> Option<i64> {
    values.iter().find_map(|value| match value {
        AttributeValue::InternalDate(date) => Some(rules::seconds_of(date).unwrap_or(i64::MAX)),
        _ => None,
    })
}

fn uid_and_size(heard: &Response<'_>) -> Option<(u32, u32)> {
    let Response::Fetch(_, values) = heard else {
        return None;
    };
    let size = values.iter().find_map(|value| match value {
        AttributeValue::Rfc822Size(size) => Some(*size),
        _ => None,
    });
    Some((uid_of(values)?, size?))
}

fn letter(heard: &Response<'_>) -> Option<(u32, Brought)> {
    let Response::Fetch(_, values) = heard else {
        return None;
    };
    let bytes = values.iter().find_map(|value| match value {
        AttributeValue::BodySection {
            data: Some(data), ..
        } => Some(data.to_vec()),
        _ => None,
    })?;
    let letter = Brought {
        bytes,
        since: age_of(values).filter(|at| *at != i64::MAX),
    };
    Some((uid_of(values)?, letter))
}
