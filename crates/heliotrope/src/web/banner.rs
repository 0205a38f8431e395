//! What stands above every page of the workspace while it is so: a mailbox
//! that does not work. `health` says what; the pages only show it.

use std::sync::{Arc, PoisonError, RwLock};

use maud::Markup;

use super::asker::Asker;
use crate::kit::At;

type Above = Arc<dyn Fn(&Asker, At) -> Markup + Send + Sync>;

/// Cheap to clone; all clones show the same.
#[derive(Clone, Default)]
pub struct Banner(Arc<RwLock<Option<Above>>>);

impl Banner {
    /// From now on every page shows this, in the words of its reader.
    pub fn show(&self, above: impl Fn(&Asker, At) -> Markup + Send + Sync + 'static) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(above));
    }

    pub fn shown(&self, asker: &Asker, now: At) -> Markup {
        let above = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        above.map(|above| above(asker, now)).unwrap_or_default()
    }
}
