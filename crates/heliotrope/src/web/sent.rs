//! What the form of a page sends, and the page again where it cannot be taken:
//! with all that was typed and what to do beside its field.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::problem::Problem;

/// The fields of a form; a name may stand there several times. What no page of
/// ours sends is refused in words, as everything else is.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Desk> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, desk: &Desk) -> Result<Form<T>, Problem> {
        let read = axum_extra::extract::Form::<T>::from_request(request, desk).await;
        read.map(|form| Form(form.0)).map_err(unread)
    }
}

/// The fields and files of a form in pieces (`multipart/form-data`).
pub struct Pieces(pub Multipart);

impl FromRequest<Desk> for Pieces {
    type Rejection = Problem;

    async fn from_request(request: Request, desk: &Desk) -> Result<Pieces, Problem> {
        let read = Multipart::from_request(request, desk).await;
        read.map(Pieces).map_err(unread)
    }
}

fn unread(said: impl IntoResponse) -> Problem {
    let status = said.into_response().status();
    let status = match status.is_client_error() {
        true => status,
        false => StatusCode::UNPROCESSABLE_ENTITY,
    };
    Problem::refuse(status, "form", "web-form-unread")
}

/// Where the deed of a form leads. What is refused is answered by `again`, the
/// page of the form with all that was typed; what failed is named by `doing`.
pub async fn or_again<T, A>(
    done: Result<T, Problem>,
    doing: impl Into<String>,
    again: A,
) -> Result<Response, Problem>
where
    T: IntoResponse,
    A: AsyncFnOnce(Problem) -> Result<Markup, Problem>,
{
    match done {
        Ok(there) => Ok(there.into_response()),
        Err(failed) if failed.is_failure() => Err(failed.doing(doing)),
        Err(refused) => {
            let status = refused.status;
            Ok((status, again(refused).await?).into_response())
        }
    }
}
