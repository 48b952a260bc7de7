//! The codes of what lints find.

avouch_diagnostics::codes! {
    /// An example does not fit its schema.
    pub INVALID_EXAMPLE = "example/invalid", Warning, "An example does not fit its schema.";
    /// An example has a property that its schema does not declare.
    pub UNDECLARED_PROPERTY = "example/undeclared-property", Info,
        "An example has a property that its schema does not declare.";
    /// A default does not fit its schema.
    pub INVALID_DEFAULT = "schema/invalid-default", Warning, "A default does not fit its schema.";
    /// A required property is not declared.
    pub UNDECLARED_REQUIRED = "schema/undeclared-required", Info, "A required property is not declared.";
    /// A pattern cannot be read.
    pub UNREADABLE_PATTERN = "schema/unreadable-pattern", Warning,
        "A pattern is not a regular expression that can be used.";
    /// A pattern stands between slashes.
    pub SLASHED_PATTERN = "schema/slashed-pattern", Warning, "A pattern stands between slashes, which belong to it then.";
    /// A listed value is not of the type.
    pub ENUM_TYPE = "schema/enum-type", Warning, "A listed value is not of the type that the schema has.";
    /// A value is listed twice.
    pub ENUM_REPEATED = "schema/enum-repeated", Warning, "A value is listed twice.";
    /// No value fits a schema.
    pub UNSATISFIABLE = "schema/unsatisfiable", Warning, "No value fits the schema.";
    /// A schema cannot be checked against.
    pub NOT_CHECKED = "schema/not-checked", Info, "A schema, or a part of it, cannot be checked against.";
    /// An alternative lacks the property that tells the alternatives apart.
    pub DISCRIMINATOR_PROPERTY = "schema/discriminator-property", Warning,
        "An alternative does not declare the property that tells the alternatives apart.";
    /// Two parameters differ only by case.
    pub PARAMETER_CASE = "parameter/differs-by-case", Warning, "Two parameters differ only by case.";
    /// A style is not defined for the values of a parameter.
    pub UNDEFINED_STYLE = "parameter/undefined-style", Warning,
        "OpenAPI does not define the style for values of this kind.";
    /// Two components differ only by case.
    pub COMPONENT_CASE = "component/differs-by-case", Warning, "Two components differ only by case.";
    /// A component is not used.
    pub UNUSED_COMPONENT = "component/unused", Info, "A component is not used.";
    /// A 202 answer has no `Location`.
    pub ACCEPTED_WITHOUT_LOCATION = "response/accepted-without-location", Warning,
        "A 202 answer has no `Location` although others of the document have one.";
    /// An operation documents no success.
    pub NO_SUCCESS = "operation/no-success", Warning, "An operation documents no success.";
}

#[cfg(test)]
mod tests {
    use avouch_diagnostics::Code;

    #[test]
    fn ids_are_unique_and_well_formed() {
        assert_eq!(Code::faults(super::ALL), Vec::<String>::new());
    }
}
