//! Letters of the story's people, and what their servers send back.

use super::World;
use crate::demo::story::{Case, Person};
use crate::kit::{At, random};
use crate::{messages, outbox};
use letters::{Address, Outgoing};

/// A letter as the person's own program would send it.
pub fn letter(
    from: &Person,
    to: &str,
    subject: &str,
    text: &str,
    at: At,
    answers: Option<&str>,
) -> Vec<u8> {
    let domain = from.address.rsplit('@').next().unwrap_or("mail.example");
    let name = (!from.name.is_empty()).then(|| from.name.clone());
    letters::compose(&Outgoing {
        from: Address {
            address: from.address.clone(),
            name,
        },
        to: vec![Address {
            address: to.to_owned(),
            name: None,
        }],
        cc: Vec::new(),
        reply_to: None,
        subject: subject.to_owned(),
        message_id: format!("{}@{domain}", random::id()),
        in_reply_to: answers.map(str::to_owned),
        references: answers.map(str::to_owned).into_iter().collect(),
        date: at.0,
        markdown: text.trim().to_owned(),
        signature: None,
        footer: Vec::new(),
        language: None,
        attachments: Vec::new(),
        auto_submitted: None,
        headers: Vec::new(),
    })
}

impl World<'_> {
    /// The other server sends our last letter back, as servers do.
    pub(super) async fn bounce(
        &self,
        number: i64,
        case: &Case,
        at: i64,
        said: &str,
    ) -> anyhow::Result<()> {
        let person = self.story.person(&case.from)?;
        let mailbox = self.story.mailbox(&case.mailbox)?;
        let sent = self
            .desk
            .db
            .read(move |tx| outbox::store::of_case(tx, number))
            .await?;
        let thread = self
            .desk
            .db
            .read(move |tx| messages::store::thread(tx, number))
            .await?;
        // It was accepted first: that is what makes it a bounce.
        let (ids, then): (Vec<i64>, At) = (sent.iter().map(|e| e.id).collect(), self.at(at - 60));
        self.desk
            .db
            .write(move |tx| {
                for id in &ids {
                    outbox::store::mark(tx, *id, outbox::Delivery::Accepted, None, then)?;
                }
                Ok::<_, ::store::Error>(())
            })
            .await?;
        let raw = returned(
            person,
            &mailbox.address,
            thread.last().map_or("", String::as_str),
            said,
            self.at(at),
        );
        self.receive(at, raw, "", &mailbox.address).await?;
        Ok(())
    }
}

/// A delivery status notification (RFC 3464).
fn returned(person: &Person, ours: &str, letter_id: &str, said: &str, at: At) -> Vec<u8> {
    let domain = person.address.rsplit('@').next().unwrap_or_default();
    let status = said
        .split_whitespace()
        .find(|w| w.contains('.'))
        .unwrap_or("5.0.0");
    let date = at.timestamp().strftime("%a, %d %b %Y %H:%M:%S +0000");
    let (to, id) = (&person.address, random::id());
    format!(
        "Return-Path: <>\r\nDate: {date}\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.{domain}>\r\nTo: {ours}\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <{id}@mx.{domain}>\r\n\
         Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"part\"\r\n\r\n\
         --part\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         This is the mail system at mx.{domain}.\r\n\r\nYour letter could not be delivered.\r\n\r\n<{to}>: {said}\r\n\r\n\
         --part\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.{domain}\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n\
         --part\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter_id}>\r\nFrom: {ours}\r\nTo: {to}\r\n\r\n\
         --part--\r\n"
    )
    .into_bytes()
}
