//! Resident memory of the one process, idle and after work of every kind.

use std::time::Duration;

use anyhow::Result;

use crate::desk::{Client, Place};
use crate::figures::{Budget, Run, memory_mib};
use crate::load::{self, Load};
use crate::mail::{COMMON, Letter, Smtp};
use crate::views::long_cases;
use crate::world::World;

/// After a start, and after the load, before looking.
const REST: Duration = Duration::from_secs(3);
const REQUESTS: usize = 4_000;

#[derive(clap::Args)]
pub struct Memory {
    #[command(flatten)]
    pub place: Place,
}

impl Memory {
    pub fn run(self) -> Result<Run> {
        let mut run = Run::begin("memory", &self.place)?;
        let mut world = World::read(&self.place.data)?;
        world.runs += 1;
        world.write(&self.place.data)?;
        let desk = self.place.serve(None)?;
        std::thread::sleep(REST);
        run.add("memory, idle", memory_mib(desk.pid(), "VmRSS")?, "MiB")
            .budget(Some(Budget::AtMost(40.0)));

        let browser = Client::browser(&desk.url, &world)?;
        let long = long_cases(&Client::api(&desk.url, &world), &world)?;
        load::run(Load::new(16, REQUESTS), desk.pid(), |_| {
            let (client, long) = (browser.another(), &long);
            Ok(move |k: usize| {
                let path = match k % 20 {
                    0 => format!("/search?q={COMMON}"),
                    k if k % 2 == 0 => "/today".to_owned(),
                    _ => format!("/cases/{}", long[k % long.len()]),
                };
                Ok(client.get(&path)?.expect(200)?.bytes.len())
            })
        })?;
        let letters = load::run(Load::new(32, REQUESTS).cold(), desk.pid(), |_| {
            let mut smtp = Smtp::connect(desk.smtp)?;
            let (run, mailbox) = (world.runs, world.mailbox.clone());
            Ok(move |k: usize| {
                smtp.deliver(
                    Letter {
                        run,
                        case: k as u64,
                        n: 0,
                    },
                    &mailbox,
                )
            })
        })?;
        world.cases += letters.requests as u64;
        world.messages += letters.requests as u64;
        world.write(&self.place.data)?;
        std::thread::sleep(REST);
        run.add(
            "memory, after load",
            memory_mib(desk.pid(), "VmRSS")?,
            "MiB",
        )
        .budget(Some(Budget::AtMost(120.0)))
        .note(&format!(
            "{REQUESTS} pages and searches by 16 clients, {} letters by 32",
            letters.requests
        ));
        run.add("memory, highest", memory_mib(desk.pid(), "VmHWM")?, "MiB");
        Ok(run)
    }
}
