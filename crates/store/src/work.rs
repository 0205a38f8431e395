//! A closure for a transaction, with its types put away.
//!
//! A desk has many hundred closures. Whatever knows one of them by its type is
//! compiled anew for it, so what knows them ends here: how a closure is asked
//! and how its answer comes back. All that runs one, waits for its turn or
//! commits knows only [`Work`]. It was a quarter of the program before.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot;

use crate::{Error, Tx};

/// A closure that waits to be run, and whoever waits for what it gives.
pub(crate) struct Work {
    closure: Box<dyn Closure>,
    /// Why nothing of it may stay, though the closure did not refuse.
    spoilt: Option<Error>,
}

/// Where the answer to [`Work`] arrives.
pub(crate) struct Answer<T, E>(oneshot::Receiver<Result<T, E>>);

trait Closure: Send {
    /// `true`: it gave no error.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    fn answer(self: Box<Self>, ended: Result<(), Error>);
}

struct Asked<F, T, E> {
    f: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
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
        let Asked { f, result, reply } = *self;
        // What the closure owns (a blob's file) is let go before its asker
        // goes on.
        drop(f);
        let answer = match (result, ended) {
            (Some(Err(own)), _) => Err(own),
            (_, Err(error)) => Err(error.into()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(Error::closed().into()),
        };
        // Nobody waits when the asker went away: the deed is done all the same.
        reply.send(answer).ok();
    }
}

impl Work {
    /// `f` may be run more than once.
    pub fn new<T, E>(
        f: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> (Work, Answer<T, E>)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        Work::asked(f)
    }

    /// `f` is run once.
    pub fn once<T, E>(
        f: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> (Work, Answer<T, E>)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let mut f = Some(f);
        Work::asked(move |tx: &mut Tx<'_>| match f.take() {
            Some(f) => f(tx),
            None => Err(Error::data("a reading closure was run twice").into()),
        })
    }

    fn asked<T, E>(
        f: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> (Work, Answer<T, E>)
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let closure = Box::new(Asked {
            f,
            result: None,
            reply,
        });
        let work = Work {
            closure,
            spoilt: None,
        };
        (work, Answer(answer))
    }

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
    }
}

impl<T, E: From<Error>> Answer<T, E> {
    /// `sent`: whether the work reached whoever is to do it.
    pub async fn after(self, sent: Result<(), Error>) -> Result<T, E> {
        sent?;
        let heard = self.0.await;
        heard.unwrap_or_else(|_| Err(Error::closed().into()))
    }
}
