//! What a program prints: where it ran, on how much, and its figures.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::desk::Place;
use crate::load::Measured;

/// One run of one program.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    pub program: String,
    /// When it began, UTC.
    pub at: jiff::Timestamp,
    /// `heliotrope --version`.
    pub version: String,
    pub engine: String,
    pub machine: Machine,
    /// Cases and messages in the data folder before the run.
    pub cases: u64,
    pub messages: u64,
    pub figures: Vec<Figure>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Machine {
    pub cpu: String,
    pub cores: usize,
    /// The cores the server was held to; empty: all.
    pub server_cores: String,
    pub memory_gib: f64,
    pub kernel: String,
    /// Programs that wanted a core in the minute before: above `cores` the
    /// figures in seconds say little.
    pub load_before: f64,
    /// Appending 4 KiB to a file in the data folder and syncing it, median.
    pub sync_ms: f64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figure {
    pub name: String,
    pub value: f64,
    pub unit: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub budget: Option<Budget>,
    /// The same figure of the bare server, and how many times ours is larger.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bare: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ratio: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Budget {
    AtMost(f64),
    AtLeast(f64),
}

impl Budget {
    pub fn holds(self, value: f64) -> bool {
        match self {
            Budget::AtMost(most) => value <= most,
            Budget::AtLeast(least) => value >= least,
        }
    }
}

impl Run {
    pub fn begin(program: &str, place: &Place) -> Result<Run> {
        let world = crate::world::World::read(&place.data).ok();
        let version = place.command(&["--version"]).output();
        let version = version.with_context(|| format!("starting {}", place.program().display()))?;
        Ok(Run {
            program: program.to_owned(),
            at: jiff::Timestamp::now().round(jiff::Unit::Second)?,
            version: String::from_utf8_lossy(&version.stdout).trim().to_owned(),
            engine: place.engine().to_owned(),
            machine: Machine::here(place)?,
            cases: world.as_ref().map_or(0, |w| w.cases),
            messages: world.as_ref().map_or(0, |w| w.messages),
            figures: Vec::new(),
        })
    }

    pub fn add(&mut self, name: &str, value: f64, unit: &str) -> &mut Figure {
        self.figures.push(Figure {
            name: name.to_owned(),
            value: round(value),
            unit: unit.to_owned(),
            budget: None,
            bare: None,
            ratio: None,
            note: None,
        });
        self.figures.last_mut().expect("just pushed")
    }

    /// CPU, p50 and p99 of one request, ours and the bare server's.
    pub fn compare(&mut self, what: &str, ours: &Measured, bare: &Measured, budgets: Budgets) {
        let note = format!(
            "{} requests by {} clients in {:.1} s, {} bytes each",
            ours.requests, ours.clients, ours.seconds, ours.bytes
        );
        self.add(&format!("{what}, server CPU each"), ours.cpu_ms, "ms")
            .budget(budgets.cpu)
            .beside(bare.cpu_ms)
            .note(&note);
        self.add(&format!("{what}, p50"), ours.p50_ms, "ms")
            .budget(budgets.p50)
            .beside(bare.p50_ms);
        self.add(&format!("{what}, p99"), ours.p99_ms, "ms")
            .budget(budgets.p99)
            .beside(bare.p99_ms);
        self.add(&format!("{what}, rate"), ours.per_second, "/s")
            .budget(budgets.rate)
            .beside(bare.per_second);
    }
}

#[derive(Default)]
pub struct Budgets {
    pub cpu: Option<Budget>,
    pub p50: Option<Budget>,
    pub p99: Option<Budget>,
    pub rate: Option<Budget>,
}

impl Figure {
    pub fn budget(&mut self, budget: Option<Budget>) -> &mut Figure {
        self.budget = budget;
        self
    }

    pub fn beside(&mut self, bare: f64) -> &mut Figure {
        self.bare = Some(round(bare));
        self.ratio = (bare > 0.0).then(|| round(self.value / bare));
        self
    }

    pub fn note(&mut self, note: &str) -> &mut Figure {
        self.note = Some(note.to_owned());
        self
    }
}

/// Three figures after the point are more than any of these is exact.
pub fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

impl Machine {
    fn here(place: &Place) -> Result<Machine> {
        let read =
            |file: &str| std::fs::read_to_string(file).with_context(|| format!("reading {file}"));
        let after = |text: &str, word: &str| {
            let line = text.lines().find(|l| l.starts_with(word));
            line.and_then(|l| l.split_once(':'))
                .map(|(_, v)| v.trim().to_owned())
        };
        let memory = after(&read("/proc/meminfo")?, "MemTotal").unwrap_or_default();
        let kib: f64 = memory.trim_end_matches(" kB").parse().context("MemTotal")?;
        let load = read("/proc/loadavg")?;
        Ok(Machine {
            cpu: after(&read("/proc/cpuinfo")?, "model name").unwrap_or_default(),
            cores: std::thread::available_parallelism()?.get(),
            server_cores: place.cores.clone(),
            memory_gib: round(kib / 1024.0 / 1024.0),
            kernel: read("/proc/sys/kernel/osrelease")?.trim().to_owned(),
            load_before: load.split(' ').next().unwrap_or_default().parse()?,
            sync_ms: round(sync_ms(&place.data)?),
        })
    }
}

fn sync_ms(folder: &Path) -> Result<f64> {
    use std::io::Write;
    let path = folder.join("bench-sync.tmp");
    let mut file =
        std::fs::File::create(&path).with_context(|| format!("writing {}", path.display()))?;
    let mut took = Vec::new();
    for _ in 0..101 {
        let began = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    drop(file);
    std::fs::remove_file(&path)?;
    Ok(ms(median(&mut took)))
}

pub fn median(took: &mut [Duration]) -> Duration {
    took.sort_unstable();
    took.get(took.len() / 2).copied().unwrap_or_default()
}

pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The processor time a process has used, in ms: all its threads, in user and
/// system mode.
pub fn cpu_ms(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .with_context(|| format!("reading the processor time of {pid}"))?;
    // The name of the program stands in brackets and may hold blanks.
    let after = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let field = |n: usize| -> Result<f64> {
        let text = after.split_ascii_whitespace().nth(n);
        Ok(text.context("a line of /proc/PID/stat")?.parse()?)
    };
    Ok((field(11)? + field(12)?) * 1000.0 / ticks_a_second()?)
}

fn ticks_a_second() -> Result<f64> {
    let out = Command::new("getconf").arg("CLK_TCK").output();
    let out = out.context("asking getconf for CLK_TCK")?;
    Ok(String::from_utf8_lossy(&out.stdout).trim().parse()?)
}

/// A line of /proc/PID/status in KiB, as MiB.
pub fn memory_mib(pid: u32, word: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))
        .with_context(|| format!("reading the memory of {pid}"))?;
    let line = status.lines().find(|l| l.starts_with(word));
    let kib = line.and_then(|l| l.split_ascii_whitespace().nth(1));
    Ok(kib.context("a line of /proc/PID/status")?.parse::<f64>()? / 1024.0)
}
