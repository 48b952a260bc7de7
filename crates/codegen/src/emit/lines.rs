//! The lines beside models: macro calls, laid out as a person would.

use proc_macro2::Literal;

/// How wide such a line may be.
const WIDTH: usize = 100;

/// A call that names a type and lists clauses: on one line where that fits, else a clause a line.
///
/// A clause is what stands before its elements, the elements, and what ends it.
pub(super) fn call(name: &str, head: &str, clauses: &[Clause]) -> String {
    let one: Vec<String> = clauses.iter().map(Clause::on_one_line).collect();
    let inside = one.join(" ");
    let space = if inside.is_empty() { "" } else { " " };
    let line = format!("{name}! {{ {head} {{{space}{inside}{space}}} }}");
    if line.chars().count() <= WIDTH {
        return line;
    }
    let mut text = format!("{name}! {{\n    {head} {{\n");
    for clause in clauses {
        clause.wrap(&mut text);
    }
    text.push_str("    }\n}");
    text
}

/// Some elements of a call.
pub(super) struct Clause {
    /// What stands before them: `required:`.
    pub head: &'static str,
    /// The elements.
    pub elements: Vec<String>,
    /// What ends them.
    pub end: &'static str,
}

impl Clause {
    fn on_one_line(&self) -> String {
        let space = if self.head.ends_with(':') { " " } else { "" };
        format!("{}{space}{}{}", self.head, self.elements.join(", "), self.end)
    }

    fn wrap(&self, text: &mut String) {
        let mut line = format!("        {}", self.head);
        let deeper = if self.head.is_empty() { "        " } else { "            " };
        for (index, element) in self.elements.iter().enumerate() {
            let end = if index + 1 == self.elements.len() { self.end } else { "," };
            let starts = line.trim().is_empty() || line.ends_with('(');
            if !starts && line.chars().count() + element.chars().count() + 2 > WIDTH {
                text.push_str(line.trim_end());
                text.push('\n');
                deeper.clone_into(&mut line);
            } else if !starts {
                line.push(' ');
            }
            line.push_str(element);
            line.push_str(end);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_calls_stand_on_one_line() {
        let clauses = [Clause { head: "required:", elements: vec!["href".to_owned()], end: ";" }];
        assert_eq!(call("object", "Link", &clauses), "object! { Link { required: href; } }");
        assert_eq!(call("object", "Empty", &[]), "object! { Empty {} }");
    }

    #[test]
    fn long_calls_are_wrapped() {
        let elements = (0..40).map(|number| format!("field_{number}")).collect();
        let text = call("object", "Long", &[Clause { head: "optional:", elements, end: ";" }]);
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        assert!(text.starts_with("object! {\n    Long {\n        optional: field_0, field_1,"), "{text}");
        assert!(text.ends_with("field_39;\n    }\n}"), "{text}");
    }
}
