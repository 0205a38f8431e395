//! The commands as a person or a script meets them: the real program, in an
//! empty folder.

mod desk;
mod erasure;
mod fetching;
mod folder;
mod https;
mod keep;
mod line;
mod moves;
mod proxies;
mod serving;
mod setup;
mod stopping;
mod tls;
