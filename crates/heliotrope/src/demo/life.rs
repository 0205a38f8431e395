//! What goes on while the demo runs: a letter about every twenty seconds, and
//! colleagues who read, write and answer.

use super::seed::{asker, failed, letter};
use super::story::{Arrival, Story};
use crate::cases::deeds::{self, Reply};
use crate::intake::{self, Arrived, Door};
use crate::team;
use crate::web::{Desk, PresenceDoing};
use anyhow::Context;
use std::sync::Arc;
use std::time::Duration;

const BETWEEN_LETTERS: Duration = Duration::from_secs(20);
/// A colleague comes, reads for a while, and writes for a while.
const UNTIL_READ: Duration = Duration::from_secs(12);
const READS: u64 = 3;
const WRITES: u64 = 4;
const BEAT: Duration = Duration::from_secs(3);

/// Lives until the task is dropped.
pub async fn live(desk: Desk, story: Arc<Story>) {
    for arrival in story.arrival.iter().cycle() {
        tokio::time::sleep(BETWEEN_LETTERS).await;
        match arrive(&desk, &story, arrival).await {
            Ok(case) => {
                if let (Some(by), Some(answer)) = (arrival.by.clone(), arrival.answer.clone()) {
                    let (desk, story) = (desk.clone(), Arc::clone(&story));
                    tokio::spawn(async move {
                        if let Err(error) = colleague(&desk, &story, &by, case, answer).await {
                            tracing::warn!("A colleague of the demo did not answer: {error:#}");
                        }
                    });
                }
            }
            Err(error) => tracing::warn!("A letter of the demo did not come in: {error:#}"),
        }
    }
}

async fn arrive(desk: &Desk, story: &Story, arrival: &Arrival) -> anyhow::Result<i64> {
    let person = story.person(&arrival.from)?;
    let to = &story.mailbox(&arrival.mailbox)?.address;
    let bytes = letter(
        person,
        to,
        &arrival.subject,
        &arrival.text,
        desk.now(),
        None,
    );
    let arrived = Arrived {
        peer: None,
        door: Door::Smtp,
        bytes,
        sender: person.address.clone(),
        recipients: vec![to.clone()],
    };
    intake::receive(desk, arrived)
        .await?
        .case
        .context("the letter came to no case")
}

/// Reads the case, writes, and sends and closes; gives way when somebody else
/// was faster.
async fn colleague(
    desk: &Desk,
    story: &Story,
    by: &str,
    case: i64,
    answer: String,
) -> anyhow::Result<()> {
    let agent = story
        .agent
        .iter()
        .find(|a| a.key == by)
        .with_context(|| format!("no agent {by}"))?;
    let address = agent.address();
    let id = desk
        .db
        .read(move |tx| team::store::by_address(tx, &address))
        .await?
        .with_context(|| format!("{by} is not in the team"))?
        .id;
    let me = asker(id, &agent.name, &agent.address(), &story.zone);
    let part = format!("case:{case}");
    tokio::time::sleep(UNTIL_READ).await;
    for doing in std::iter::repeat_n(PresenceDoing::Reading, READS as usize)
        .chain(std::iter::repeat_n(PresenceDoing::Writing, WRITES as usize))
    {
        desk.live.mark(&part, id, &agent.name, doing);
        tokio::time::sleep(BEAT).await;
    }
    let now = desk.now();
    let sent = desk
        .db
        .write(move |tx| {
            let found = deeds::find(tx, &me, case)?;
            if found.answered || found.is_closed() || found.owner.is_some_and(|owner| owner != id) {
                return Ok(());
            }
            deeds::assign(tx, &me, case, Some(id), now)?;
            let reply = Reply {
                words: answer.clone(),
                close: true,
                default_server: true,
                ..Reply::default()
            };
            deeds::reply(tx, &me, case, &reply, now).map(|_| ())
        })
        .await;
    desk.live.mark(&part, id, &agent.name, PresenceDoing::Gone);
    sent.map_err(failed)
}
