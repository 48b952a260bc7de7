//! Which lists have pages.

mod support;

/// A document of lists: the path, the parameters of the query, and the properties of the answer.
fn document(lists: &[(&str, &[&str], &[&str])]) -> String {
    let paths: serde_json::Map<String, serde_json::Value> = lists
        .iter()
        .map(|(name, parameters, properties)| {
            let parameter =
                |name: &&str| serde_json::json!({"name": name, "in": "query", "schema": {"type": "integer"}});
            let mut answer = serde_json::json!({"items": {"type": "array", "items": {"type": "string"}}});
            for property in *properties {
                answer[*property] = serde_json::json!({"type": ["string", "null"], "format": "uri"});
            }
            let schema = serde_json::json!({"type": "object", "required": ["items"], "properties": answer});
            let operation = serde_json::json!({"get": {
                "operationId": name,
                "parameters": parameters.iter().map(parameter).collect::<Vec<_>>(),
                "responses": {"200": {"description": "A list", "content": {"application/json": {"schema": schema}}}},
            }});
            (format!("/{name}"), operation)
        })
        .collect();
    serde_json::json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}).to_string()
}

/// Which of the types for optional values have pages.
fn paged(lists: &[(&str, &[&str], &[&str])]) -> Vec<String> {
    let output = support::text(&document(lists));
    let text: String = output.files.iter().map(|file| file.text.as_str()).collect();
    let impls = text.split("\nimpl ").filter(|text| text.contains("pub fn pages(self)"));
    impls.filter_map(|text| text.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn lists_without_parameters_and_links_have_no_pages() {
    assert_eq!(paged(&[("plain", &[], &[]), ("filtered", &["size"], &[])]), [""; 0]);
}

#[test]
fn links_lead_on_where_no_list_is_asked_for_by_page() {
    assert_eq!(paged(&[("linked", &[], &["next"]), ("plain", &[], &[])]), ["Linked"]);
}

#[test]
fn where_lists_are_asked_for_by_page_others_have_none() {
    assert_eq!(paged(&[("all", &["page"], &["next"]), ("short", &[], &["next"])]), ["All"]);
}
