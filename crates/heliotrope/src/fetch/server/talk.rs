//! Saying a command and hearing its answer, sentence by sentence.

use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Outcome, Response, Status};
use tokio::io::AsyncWriteExt;

use super::super::rules;
use super::{Line, Trouble};

/// Between two sentences of one answer.
pub const SILENT: Duration = Duration::from_secs(60);
/// What answers without letters may need.
pub const TALK: u64 = 1 << 20;
/// Of what we say, so much within [`SILENT`].
const SOME: usize = 64 << 10;
/// A list of all waiting letters, some 50 bytes each.
pub const LIST: u64 = 256 << 20;

impl Line {
    /// Says one command and hears all that is said until its own end. `most`
    /// bytes: more than that is no answer to it.
    pub(super) async fn ask(
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

    pub(super) async fn say(&mut self, command: &str, most: u64) -> Result<String, Trouble> {
        self.tags += 1;
        let tag = format!("h{}", self.tags);
        self.client.get_mut().expect(most, SILENT);
        self.write(&format!("{tag} {command}\r\n")).await?;
        Ok(tag)
    }

    // Not by the library, which writes every command into the log.
    pub(super) async fn write(&mut self, text: &str) -> Result<(), Trouble> {
        self.write_some(text.as_bytes()).await
    }

    /// However much it is: a slow line that takes some of it is patient.
    pub(super) async fn write_all(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        for some in bytes.chunks(SOME) {
            self.write_some(some).await?;
        }
        Ok(())
    }

    async fn write_some(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        let wire = self.client.get_mut();
        let written = async {
            wire.write_all(bytes).await?;
            wire.flush().await
        };
        match tokio::time::timeout(SILENT, written).await {
            Ok(written) => written.map_err(|e| Trouble::of_io(&e)),
            Err(_) => Err(Trouble::new("timeout", "")),
        }
    }

    /// The next thing that is said, as `each` understands it.
    pub(super) async fn hear<T>(
        &mut self,
        each: impl FnOnce(&Response<'_>) -> T,
    ) -> Result<T, Trouble> {
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
pub enum Step {
    /// The server waits for more.
    GoOn,
    Between,
    End(Result<(), Trouble>),
}

pub fn step(tag: &str, heard: &Response<'_>) -> Step {
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

pub fn said(outcome: &Outcome<'_>) -> String {
    let words = outcome.information.as_deref().unwrap_or_default();
    words.trim().to_owned()
}

/// A name or password as IMAP quotes it.
pub fn quoted(text: &str) -> Result<String, Trouble> {
    match text.contains(['\r', '\n', '\0']) {
        true => Err(Trouble::new("no", "a name or password has no line breaks")),
        false => Ok(format!(
            "\"{}\"",
            text.replace('\\', "\\\\").replace('"', "\\\"")
        )),
    }
}
