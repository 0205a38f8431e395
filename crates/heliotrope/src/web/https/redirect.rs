//! Plain http is sent on to the public address, and nothing else.

use axum::Router;
use axum::http::Uri;
use axum::response::Redirect;
use tokio::net::TcpListener;
use url::Url;

/// Sends everybody on until `stop` is done. For good (308), so that also a
/// form keeps its method.
pub async fn redirect(
    listener: TcpListener,
    to: Url,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let base = to.as_str().trim_end_matches('/').to_owned();
    let router = Router::new().fallback(async move |uri: Uri| {
        let rest = uri.path_and_query().map_or("/", |p| p.as_str());
        Redirect::permanent(&format!("{base}{rest}"))
    });
    axum::serve(listener, router)
        .with_graceful_shutdown(stop)
        .await
}
