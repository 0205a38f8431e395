//! A closure for a transaction, with its types put away.
//!
//! A desk has many hundred closures. Whatever knows one of them by its type is
//! compiled anew for it, so what knows them ends here: how a closure is asked
//! and how its answer comes back. All that runs one, waits for its turn or
//! commits knows only [`Work`]. It was a quarter of the program before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::sqlite::held;
use crate::{Error, Tx};

/// A closure that waits to be run, and whoever waits for what it gives.
pub(crate) struct Work {
    closure: Box<dyn Closure>,
    /// Why nothing of it may stay, though the closure did not refuse.
    spoilt: Option<Error>,
    /// Dropped when the answer lies ready.
    told: oneshot::Sender<()>,
}

/// What is told when the answer to a [`Work`] lies ready.
pub(crate) type Told = oneshot::Receiver<()>;

/// Where the answer is put, and taken from.
type Slot<T, E> = Arc<Mutex<Option<Result<T, E>>>>;

trait Closure: Send {
    /// `true`: it gave no error.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    fn answer(self: Box<Self>, ended: Result<(), Error>);
}

struct Asked<F, T, E> {
    f: F,
    result: Option<Result<T, E>>,
    slot: Slot<T, E>,
}

impl<F, T, E> Closure for Asked<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.result = None;
        self.result.insert((self.f)(tx)).is_ok()
    }

    fn answer(self: Box<Self>, ended: Result<(), Error>) {
        let Asked { f, result, slot } = *self;
        // What the closure owns (a blob's file) is let go before its asker
        // goes on.
        drop(f);
        let answer = match (result, ended) {
            (Some(Err(own)), _) => Some(Err(own)),
            (_, Err(error)) => Some(Err(error.into())),
            (result, Ok(())) => result,
        };
        *held(&slot) = answer;
    }
}

/// The future of what a closure gives, after its transaction has ended.
pub(crate) struct Answer<'a, T, E> {
    ended: Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>,
    slot: Slot<T, E>,
}

impl<T, E: From<Error>> Future for Answer<'_, T, E> {
    type Output = Result<T, E>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T, E>> {
        let Poll::Ready(ended) = self.ended.as_mut().poll(cx) else {
            return Poll::Pending;
        };
        Poll::Ready(match (held(&self.slot).take(), ended) {
            (Some(answer), _) => answer,
            (None, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::closed().into()),
        })
    }
}

/// Asks `f`, which may be run more than once; `end` brings the work to its end.
pub(crate) fn ask<'a, T, E, Ended>(
    f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    end: impl FnOnce(Work, Told) -> Ended,
) -> Answer<'a, T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    Ended: Future<Output = Result<(), Error>> + Send + 'a,
{
    let slot = Slot::default();
    let closure = Box::new(Asked {
        f,
        result: None,
        slot: slot.clone(),
    });
    let (told, hears) = oneshot::channel();
    let work = Work {
        closure,
        spoilt: None,
        told,
    };
    let ended = Box::pin(end(work, hears));
    Answer { ended, slot }
}

/// As [`ask`], for what is run once.
pub(crate) fn ask_once<'a, T, E, Ended>(
    f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    end: impl FnOnce(Work, Told) -> Ended,
) -> Answer<'a, T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    Ended: Future<Output = Result<(), Error>> + Send + 'a,
{
    let mut f = Some(f);
    let f = move |tx: &mut Tx<'_>| match f.take() {
        Some(f) => f(tx),
        None => Err(Error::data("a closure that reads was run twice").into()),
    };
    ask(f, end)
}

impl Work {
    /// Runs the closure; `true`: keep what it did. A panic becomes an error,
    /// and so does success after a statement that failed.
    pub fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.spoilt = None;
        let ran = catch_unwind(AssertUnwindSafe(|| self.closure.run(tx)));
        let kept = ran.unwrap_or_else(|panic| {
            tx.failed = Some(Error::panicked(&*panic));
            true
        });
        if kept {
            self.spoilt = tx.failed.clone();
        }
        kept && self.spoilt.is_none()
    }

    /// Tells the asker. `ended`: how the transaction did; what the closure
    /// itself refused is told before it.
    pub fn answer(self, ended: Result<(), Error>) {
        self.closure.answer(self.spoilt.map_or(ended, Err));
        // Nobody waits when the asker went away: the deed is done all the same.
        self.told.send(()).ok();
    }
}
