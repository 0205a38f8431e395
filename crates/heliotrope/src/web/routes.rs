//! The one way to add a route, and the table of who may use it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

use super::desk::Desk;
use super::{edge, gate};

/// Who may use a route. The gate enforces it before the handler runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody: sign-in, public forms, health.
    Anyone,
    /// Whoever holds the random row in the URL; the handler looks it up.
    Link,
    /// Any signed-in person of the team, readers included.
    Light,
    Agent,
    Lead,
    Admin,
    /// Everybody, but only in the demo; elsewhere it is not there.
    Demo,
}

/// Routes with who may use them.
#[derive(Default)]
pub struct Routes {
    router: Router<Desk>,
    table: Vec<(Method, &'static str, Who)>,
    in_pieces: Vec<&'static str>,
}

impl Routes {
    pub fn new() -> Routes {
        Routes::default()
    }

    /// GET, and HEAD with it. Must change nothing.
    pub fn get<H: Handler<T, Desk>, T: 'static>(
        self,
        path: &'static str,
        who: Who,
        handler: H,
    ) -> Routes {
        self.on(Method::GET, MethodFilter::GET, path, who, handler)
    }

    pub fn post<H: Handler<T, Desk>, T: 'static>(
        self,
        path: &'static str,
        who: Who,
        handler: H,
    ) -> Routes {
        self.on(Method::POST, MethodFilter::POST, path, who, handler)
    }

    /// A POST whose handler reads the body itself, with limits of its own. Only
    /// for doors that need no form token: the gate looks into no such body.
    pub fn post_in_pieces<H: Handler<T, Desk>, T: 'static>(
        mut self,
        path: &'static str,
        who: Who,
        handler: H,
    ) -> Routes {
        self.in_pieces.push(path);
        self.post(path, who, handler)
    }

    pub fn patch<H: Handler<T, Desk>, T: 'static>(
        self,
        path: &'static str,
        who: Who,
        handler: H,
    ) -> Routes {
        self.on(Method::PATCH, MethodFilter::PATCH, path, who, handler)
    }

    pub fn delete<H: Handler<T, Desk>, T: 'static>(
        self,
        path: &'static str,
        who: Who,
        handler: H,
    ) -> Routes {
        self.on(Method::DELETE, MethodFilter::DELETE, path, who, handler)
    }

    fn on<H: Handler<T, Desk>, T: 'static>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        who: Who,
        handler: H,
    ) -> Routes {
        self.router = self.router.route(path, on(filter, handler));
        self.table.push((method, path, who));
        self
    }

    pub fn merge(mut self, other: Routes) -> Routes {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self.in_pieces.extend(other.in_pieces);
        self
    }

    /// Every route with who may use it; the access test walks it.
    #[cfg(test)]
    pub fn table(&self) -> &[(Method, &'static str, Who)] {
        &self.table
    }

    /// The desk as a service: the gate in front of every route, the edge
    /// around all of them.
    pub fn into_router(self, desk: Desk) -> Router {
        let mut table: HashMap<&'static str, Vec<(Method, Who)>> = HashMap::new();
        for (method, path, who) in self.table {
            table.entry(path).or_default().push((method, who));
        }
        let gate = gate::Gate {
            desk: desk.clone(),
            table: Arc::new(table),
            in_pieces: self.in_pieces.into_iter().collect(),
        };
        let router = self
            .router
            .layer(axum::middleware::from_fn_with_state(gate, gate::guard))
            // The gate has its own, configured limit.
            .layer(axum::extract::DefaultBodyLimit::disable())
            .fallback(gate::nothing_here)
            .with_state(desk.clone());
        edge::around(router, desk)
    }
}
