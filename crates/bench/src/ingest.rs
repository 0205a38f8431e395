//! Letters by SMTP, each answered with 250 only after its commit; a third
//! answer earlier ones. Afterwards the ledger is asked where each one went.

use std::collections::HashSet;
use std::sync::Mutex;

use anyhow::{Context, Result, ensure};

use crate::desk::{Client, Desk, Place};
use crate::figures::{Budget, Run};
use crate::keep::Keep;
use crate::load::{self, Load, Measured};
use crate::mail::{Letter, Smtp, letter_id};
use crate::world::World;

/// Two cases' letters and an answer to one of them, and so on.
const GROUP: u64 = 3;

#[derive(clap::Args)]
pub struct Ingest {
    #[command(flatten)]
    pub place: Place,
    /// For each number of connections.
    #[arg(long, default_value_t = 20_000)]
    letters: u64,
    #[arg(long, value_delimiter = ',', default_value = "4,32")]
    connections: Vec<usize>,
}

impl Ingest {
    pub fn run(self) -> Result<Run> {
        self.place.settle()?;
        let mut run = Run::begin("ingest", &self.place)?;
        let mut world = World::read(&self.place.data)?;
        let desk = self.place.serve(None)?;
        let slow_disk = run.machine.sync_ms >= 1.0;
        for &connections in &self.connections {
            world.runs += 1;
            world.write(&self.place.data)?;
            let sent = Mutex::new(Vec::new());
            let done = self.send(&desk, &world, connections, &sent)?;
            let sent = sent
                .into_inner()
                .unwrap_or_else(|poisoned| poisoned.into_inner());
            world.cases += sent.iter().filter(|l| l.n == 0).count() as u64;
            world.messages += sent.len() as u64;
            world.write(&self.place.data)?;

            let what = format!("letters in, {connections} connections");
            // 4 connections where a sync is quick, 32 where it costs 2 ms.
            let counts = (connections == 4) != slow_disk;
            let bare = Keep::beside(&self.place, connections, done.requests)?;
            run.add(&format!("{what}, rate"), done.per_second, "/s")
                .budget(counts.then_some(Budget::AtLeast(2000.0)))
                .beside(bare.per_second)
                .note(&format!(
                    "{} letters in {:.1} s, {} bytes each",
                    done.requests, done.seconds, done.bytes
                ));
            run.add(&format!("{what}, server CPU each"), done.cpu_ms, "ms")
                .beside(bare.cpu_ms);
            run.add(&format!("{what}, p99"), done.p99_ms, "ms")
                .beside(bare.p99_ms);
            let astray = astray(&desk, &world, &sent)?;
            run.add(
                &format!("{what}, in a wrong case or missing"),
                astray as f64,
                "",
            )
            .budget(Some(Budget::AtMost(0.0)))
            .note(&format!(
                "all {} asked for by GET /api/v1/arrivals",
                sent.len()
            ));
        }
        Ok(run)
    }

    fn send(
        &self,
        desk: &Desk,
        world: &World,
        connections: usize,
        sent: &Mutex<Vec<Letter>>,
    ) -> Result<Measured> {
        let letters = usize::try_from(self.letters)?;
        let load = Load {
            seconds: 60,
            ..Load::new(connections, letters).cold()
        };
        load::run(load, desk.pid(), |client| {
            let mut smtp = Smtp::connect(desk.smtp)?;
            let (run, mailbox) = (world.runs, world.mailbox.clone());
            let mut mine = 0;
            // An answer goes out on the connection of the letter it answers,
            // after that one's 250.
            Ok(move |_| {
                let (group, step) = (mine / GROUP, mine % GROUP);
                mine += 1;
                let pair = client as u64 * 1_000_000 + group * 2;
                let (case, n) = match step {
                    0 => (pair, 0),
                    1 => (pair + 1, 0),
                    _ => (pair, 1),
                };
                let letter = Letter { run, case, n };
                let bytes = smtp.deliver(letter, &mailbox)?;
                sent.lock()
                    .unwrap_or_else(|poisoned| poisoned.into_inner())
                    .push(letter);
                Ok(bytes)
            })
        })
    }
}

/// How many letters are not where they belong: first letters each in a case of
/// their own, answers in the case of what they answer, each one once.
fn astray(desk: &Desk, world: &World, sent: &[Letter]) -> Result<usize> {
    let api = Client::api(&desk.url, world);
    let found = Mutex::new(Vec::new());
    let load = Load {
        seconds: 300,
        ..Load::new(8, sent.len()).cold()
    };
    let asked = load::run(load, desk.pid(), |_| {
        let (client, found) = (api.another(), &found);
        Ok(move |k: usize| {
            let letter = sent[k];
            let case = case_of(&client, letter)?;
            found
                .lock()
                .unwrap_or_else(|p| p.into_inner())
                .push((letter, case));
            Ok(0)
        })
    })?;
    ensure!(
        asked.requests == sent.len(),
        "asking for the letters took too long"
    );
    let mut found = found.into_inner().unwrap_or_else(|p| p.into_inner());
    found.sort_by_key(|(letter, _)| (letter.case, letter.n));
    let (mut seen, mut wrong, mut before) = (HashSet::new(), 0, None);
    for (letter, case) in found {
        let right = match case {
            None => false,
            Some(case) if letter.n == 0 => seen.insert(case),
            Some(case) => before == Some((letter.case, case)),
        };
        wrong += usize::from(!right);
        if let (Some(case), 0) = (case, letter.n) {
            before = Some((letter.case, case));
        }
    }
    Ok(wrong)
}

/// The case of a letter that arrived exactly once.
pub fn case_of(api: &Client, letter: Letter) -> Result<Option<u64>> {
    let ledger = api
        .get(&format!(
            "/api/v1/arrivals?message_id={}",
            letter_id(letter)
        ))?
        .json(200)?;
    let items = ledger["items"]
        .as_array()
        .or(ledger.as_array())
        .context("a list of arrivals")?;
    Ok(match items.as_slice() {
        [one] if one["verdict"] == "case" => one["case"].as_u64(),
        _ => None,
    })
}
