//! Many clients at once, and what a request cost.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::figures::{cpu_ms, ms};

/// Requests before the ones that count: caches fill, threads start.
const WARM: usize = 200;

#[derive(Clone, Copy)]
pub struct Load {
    pub clients: usize,
    /// The end, whichever comes first.
    pub requests: usize,
    pub seconds: u64,
    pub warm: usize,
}

impl Load {
    pub fn new(clients: usize, requests: usize) -> Load {
        Load {
            clients,
            requests,
            seconds: 30,
            warm: WARM,
        }
    }

    /// For deeds that can be done only once.
    pub fn cold(self) -> Load {
        Load { warm: 0, ..self }
    }
}

pub struct Measured {
    pub clients: usize,
    pub requests: usize,
    pub seconds: f64,
    pub per_second: f64,
    /// Processor time of the server, each.
    pub cpu_ms: f64,
    pub p50_ms: f64,
    pub p99_ms: f64,
    /// Bytes of an answer, on average.
    pub bytes: usize,
}

/// `client(k)` makes the k-th client; it is given the number of the request
/// and gives the bytes of the answer. An error ends the run.
pub fn run<C>(load: Load, pid: u32, client: impl Fn(usize) -> Result<C> + Sync) -> Result<Measured>
where
    C: FnMut(usize) -> Result<usize> + Send,
{
    let clients = (0..load.clients).map(&client).collect::<Result<Vec<C>>>()?;
    let clients = if load.warm > 0 {
        let warm = Load {
            requests: load.warm,
            ..load
        };
        drive(warm, clients)?.0
    } else {
        clients
    };
    let cpu_before = cpu_ms(pid)?;
    let began = Instant::now();
    let (_, mut took, bytes) = drive(load, clients)?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu = cpu_ms(pid)? - cpu_before;
    ensure!(!took.is_empty(), "no request was answered");
    took.sort_unstable();
    let requests = took.len();
    let at = |part: usize| ms(took[(requests * part / 100).min(requests - 1)]);
    Ok(Measured {
        clients: load.clients,
        requests,
        seconds,
        per_second: requests as f64 / seconds,
        cpu_ms: cpu / requests as f64,
        p50_ms: at(50),
        p99_ms: at(99),
        bytes: bytes / requests,
    })
}

type Driven<C> = (Vec<C>, Vec<Duration>, usize);

fn drive<C>(load: Load, clients: Vec<C>) -> Result<Driven<C>>
where
    C: FnMut(usize) -> Result<usize> + Send,
{
    let next = AtomicUsize::new(0);
    let until = Instant::now() + Duration::from_secs(load.seconds);
    let all: Mutex<Driven<C>> = Mutex::new((Vec::new(), Vec::new(), 0));
    std::thread::scope(|scope| {
        let (next, all) = (&next, &all);
        let work = |mut client: C| -> Result<()> {
            let (mut took, mut bytes) = (Vec::new(), 0);
            loop {
                let n = next.fetch_add(1, Ordering::Relaxed);
                let began = Instant::now();
                if n >= load.requests || began >= until {
                    break;
                }
                match client(n) {
                    Ok(b) => bytes += b,
                    Err(error) => {
                        next.store(load.requests, Ordering::Relaxed);
                        return Err(error);
                    }
                }
                took.push(began.elapsed());
            }
            let mut all = all.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            all.0.push(client);
            all.1.append(&mut took);
            all.2 += bytes;
            Ok(())
        };
        let threads: Vec<_> = clients
            .into_iter()
            .map(|client| scope.spawn(move || work(client)))
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect::<Result<Vec<()>>>()
    })?;
    Ok(all
        .into_inner()
        .unwrap_or_else(|poisoned| poisoned.into_inner()))
}
