//! From the start of the program to the first page it answers.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::desk::{Client, Place};
use crate::figures::{Budget, Run, median, ms};
use crate::world::World;

#[derive(clap::Args)]
pub struct Start {
    #[command(flatten)]
    pub place: Place,
    #[arg(long, default_value_t = 9)]
    times: usize,
}

impl Start {
    pub fn run(self) -> Result<Run> {
        let mut run = Run::begin("start", &self.place)?;
        let world = World::read(&self.place.data)?;
        let browser = Client::browser(&self.place.serve(None)?.url, &world)?;
        let (mut page, mut health) = (Vec::new(), Vec::new());
        for k in 0..self.times.max(1) * 2 {
            let began = Instant::now();
            let desk = self.place.serve(None)?;
            let took = if k % 2 == 0 {
                browser.at(&desk.url).get("/today")?.expect(200)?;
                &mut page
            } else {
                Client::new(&desk.url).get("/healthz")?.expect(200)?;
                &mut health
            };
            took.push(began.elapsed());
        }
        ensure!(!page.is_empty(), "it was never started");
        let note = format!(
            "median of {}, slowest {:.0} ms",
            page.len(),
            ms(longest(&page))
        );
        run.add(
            "start to the first 200 of /healthz",
            ms(median(&mut health)),
            "ms",
        )
        .budget(Some(Budget::AtMost(150.0)));
        run.add(
            "start to the first list of Today",
            ms(median(&mut page)),
            "ms",
        )
        .note(&note);
        Ok(run)
    }
}

fn longest(took: &[Duration]) -> Duration {
    took.iter().max().copied().unwrap_or_default()
}
