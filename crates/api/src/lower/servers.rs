//! Servers: which ones hold, and whether their variables are declared.

use avouch_diagnostics::Diagnostic;
use avouch_parser::document::{Extensions, Server};
use indexmap::IndexMap;

use super::context::{Context, root_origin};
use crate::codes;

/// The nearest list of servers that is not empty: of `nearest` first, then the document's, else the server `/`.
pub(super) fn effective(context: &mut Context<'_>, nearest: [&Vec<Server>; 2]) -> Vec<Server> {
    let servers = nearest.into_iter().chain([&context.document.servers]).find(|servers| !servers.is_empty());
    match servers {
        Some(servers) if context.charge(servers.iter().map(|server| 1 + server.variables.len()).sum()) => {
            servers.clone()
        }
        _ => vec![default_server()],
    }
}

/// Checks the document's own servers.
pub(super) fn check_root(context: &mut Context<'_>) {
    check(context, &context.document.servers);
}

/// Reports variables of URLs that are not declared.
pub(super) fn check(context: &mut Context<'_>, servers: &[Server]) {
    for server in servers {
        for variable in variables(&server.url) {
            if !server.variables.contains_key(variable) {
                let message = format!("the variable \"{variable}\" of the server \"{}\" is not declared", server.url);
                let hint = "declare it under `variables` with a `default`";
                context.report(Diagnostic::new(&codes::SERVER_VARIABLE, server.origin.place(), message).hint(hint));
            }
        }
    }
}

/// The names between braces.
fn variables(url: &str) -> impl Iterator<Item = &str> {
    url.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// The server of a document that names none (OpenAPI, "Server Object").
fn default_server() -> Server {
    Server {
        origin: root_origin(),
        url: "/".to_owned(),
        description: None,
        variables: IndexMap::new(),
        extensions: Extensions::default(),
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::test::{codes_of, lowered};

    #[test]
    fn the_nearest_servers_hold() {
        let (api, _) = lowered(
            "servers: [{url: 'https://root'}]
paths:
  /a:
    servers: [{url: 'https://item'}]
    get: {servers: [{url: 'https://operation'}], responses: {'200': {description: ok}}}
    put: {servers: [], responses: {'200': {description: ok}}}
  /b: {get: {responses: {'200': {description: ok}}}}
",
        );
        let urls: Vec<_> = api.operations.iter().map(|operation| operation.servers[0].url.as_str()).collect();
        assert_eq!(urls, ["https://operation", "https://item", "https://root"]);
    }

    #[test]
    fn without_any_server_it_is_a_slash() {
        let (api, _) = lowered("paths: {/a: {get: {responses: {'200': {description: ok}}}}}\n");
        assert_eq!(api.operations[0].servers[0].url, "/");
    }

    #[test]
    fn variables_are_declared_and_filled_in() {
        let (api, diagnostics) = lowered(
            "servers: [{url: 'https://{host}.example.com/{base}', variables: {host: {default: api}}}]
paths: {/a: {get: {responses: {'200': {description: ok}}}}}
",
        );
        assert_eq!(codes_of(&diagnostics), ["server/undeclared-variable"]);
        assert_eq!(crate::url_with_defaults(&api.operations[0].servers[0]), "https://api.example.com/{base}");
    }
}
