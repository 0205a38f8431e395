//! The two pages an agent lives in.

use anyhow::{Context, Result, ensure};

use crate::bare::Beside;
use crate::desk::{Client, Place};
use crate::figures::{Budget, Budgets, Run};
use crate::ingest::case_of;
use crate::load::{self, Load};
use crate::mail::Letter;
use crate::seed::{LONG, LONG_EACH};
use crate::world::World;

const CLIENTS: usize = 16;
/// How many long cases are looked at in turn.
const CASES: u64 = 200;

#[derive(clap::Args)]
pub struct Views {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, default_value_t = 4_000)]
    requests: usize,
}

impl Views {
    pub fn run(self) -> Result<Run> {
        let mut run = Run::begin("views", &self.place)?;
        let world = World::read(&self.place.data)?;
        let desk = self.place.serve(None)?;
        let browser = Client::browser(&desk.url, &world)?;
        let long = long_cases(&Client::api(&desk.url, &world), &world)?;
        let today = vec!["/today".to_owned()];
        let cases = long.iter().map(|n| format!("/cases/{n}")).collect();
        let load = Load::new(CLIENTS, self.requests);
        for (what, paths) in [("Today", today), ("case with 10 messages", cases)] {
            let ours = load::run(load, desk.pid(), |_| {
                let (client, paths): (_, &Vec<String>) = (browser.another(), &paths);
                Ok(move |k: usize| {
                    Ok(client
                        .get(&paths[k % paths.len()])?
                        .expect(200)?
                        .bytes
                        .len())
                })
            })?;
            let bare = Beside::get(&self.place, load, ours.bytes, &browser)?;
            let budgets = Budgets {
                cpu: Some(Budget::AtMost(0.5)),
                p99: Some(Budget::AtMost(25.0)),
                ..Budgets::default()
            };
            run.compare(what, &ours, &bare, budgets);
        }
        Ok(run)
    }
}

/// Numbers of seeded cases that hold exactly 10 messages.
pub fn long_cases(api: &Client, world: &World) -> Result<Vec<u64>> {
    let mut long = Vec::new();
    let step = (world.seeded / LONG_EACH / CASES).max(1) * LONG_EACH;
    for case in (0..world.seeded).step_by(usize::try_from(step)?) {
        let number = case_of(api, Letter { run: 0, case, n: 0 })?;
        let number = number.with_context(|| format!("seeded case {case} is not in the ledger"))?;
        let messages = api
            .get(&format!("/api/v1/cases/{number}/messages"))?
            .json(200)?;
        if messages["items"].as_array().map(Vec::len) == Some(usize::try_from(LONG)?) {
            long.push(number);
        }
    }
    ensure!(
        !long.is_empty(),
        "no seeded case has {LONG} messages: seed more"
    );
    Ok(long)
}
