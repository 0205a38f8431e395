//! Replies by the form of the case page, each durable with its outbox row.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::bare::Beside;
use crate::desk::{Client, Place};
use crate::figures::{Budget, Budgets, Run, cpu_ms};
use crate::load::{self, Load};
use crate::mail::Sink;
use crate::world::World;

const CLIENTS: usize = 16;
/// Undo time of a page, and some more for sending.
const SENDING: Duration = Duration::from_secs(120);

#[derive(clap::Args)]
pub struct Reply {
    #[command(flatten)]
    pub place: Place,
    /// At most as many as there are cases whose turn is ours.
    #[arg(long, default_value_t = 4_000)]
    replies: usize,
}

impl Reply {
    pub fn run(self) -> Result<Run> {
        self.place.settle()?;
        let mut run = Run::begin("reply", &self.place)?;
        let mut world = World::read(&self.place.data)?;
        let sink = Sink::start()?;
        let desk = self.place.serve(Some(sink.address))?;
        let api = Client::api(&desk.url, &world);
        let browser = Client::browser(&desk.url, &world)?;
        let cases = open_cases(&api, self.replies)?;

        // Within the undo time nothing is sent, so this is the deed alone.
        let load = Load::new(CLIENTS, cases.len()).cold();
        let ours = load::run(load, desk.pid(), |_| {
            let (client, cases) = (browser.another(), &cases);
            Ok(move |k: usize| reply(&client, cases[k]))
        })?;
        let wrote = ours.requests;
        let beside = Beside::start(&self.place, 303, ours.bytes)?;
        let bare = load::run(load, beside.pid(), |_| {
            let (client, cases) = (browser.at(&beside.url), &cases);
            Ok(move |k: usize| reply(&client, cases[k]))
        })?;
        drop(beside);
        let budgets = Budgets {
            cpu: Some(Budget::AtMost(1.0)),
            rate: Some(Budget::AtLeast(2000.0)),
            ..Budgets::default()
        };
        run.compare("reply by form", &ours, &bare, budgets);

        let cpu = cpu_ms(desk.pid())?;
        let until = Instant::now() + SENDING;
        while sink.taken() < wrote as u64 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(100));
        }
        let left = sink.taken();
        run.add("replies that did not leave", wrote as f64 - left as f64, "")
            .budget(Some(Budget::AtMost(0.0)))
            .note(&format!(
                "{wrote} written, looked at {} s later at the latest",
                SENDING.as_secs()
            ));
        run.add(
            "sending a letter, server CPU each",
            (cpu_ms(desk.pid())? - cpu) / left.max(1) as f64,
            "ms",
        );
        let looked = wrote.min(200);
        let unwritten = unwritten(&api, &cases[..looked])?;
        run.add("replies that are not in their case", unwritten as f64, "")
            .budget(Some(Budget::AtMost(0.0)))
            .note(&format!("{looked} of them asked for by the API"));
        world.messages += wrote as u64;
        world.write(&self.place.data)?;
        Ok(run)
    }
}

/// Number and newest event.
type Open = (u64, u64);

/// Cases whose turn is ours, by the API, 100 at a time.
fn open_cases(api: &Client, most: usize) -> Result<Vec<Open>> {
    let mut cases: Vec<Open> = Vec::new();
    let mut next = String::new();
    while cases.len() < most {
        let page = api
            .get(&format!("/api/v1/cases?view=today&limit=100{next}"))?
            .json(200)?;
        for case in page["items"].as_array().context("a list of cases")? {
            let number = case["number"].as_u64().context("its number")?;
            cases.push((
                number,
                case["last_event"].as_u64().context("its newest event")?,
            ));
        }
        match page["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    cases.truncate(most);
    ensure!(!cases.is_empty(), "no case is ours to answer: seed more");
    Ok(cases)
}

fn reply(client: &Client, (number, event): Open) -> Result<usize> {
    let answer = client.form(
        &format!("/cases/{number}/messages"),
        &[
            ("kind", "reply"),
            ("text", "Thank you for writing. **We looked**: it is on its way and arrives on Friday.\n\nWarm regards"),
            ("seen_event", &event.to_string()),
        ],
    )?;
    Ok(answer.expect(303)?.bytes.len())
}

fn unwritten(api: &Client, cases: &[Open]) -> Result<usize> {
    let mut missing = 0;
    for (number, event) in cases {
        let messages = api
            .get(&format!("/api/v1/cases/{number}/messages"))?
            .json(200)?;
        let mut replies = messages["items"]
            .as_array()
            .context("messages")?
            .iter()
            .filter(|m| m["kind"] == "reply" && m["event"].as_u64() > Some(*event));
        missing += usize::from(replies.next().is_none() || replies.next().is_some());
    }
    Ok(missing)
}
