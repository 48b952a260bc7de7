//! What the models make long: relationships by the GUID alone, packages whatever their kind.

use crate::models::{
    Package, PackageCreate, PackageCreateRelationships, PackageState, PackageType, ResourceIdentifier,
    ToOneRelationship,
};

macro_rules! from_guid {
    ($($text:ty),+) => {
        $(
            impl From<$text> for ResourceIdentifier {
                fn from(guid: $text) -> Self {
                    Self { guid: guid.into() }
                }
            }

            impl From<$text> for ToOneRelationship {
                fn from(guid: $text) -> Self {
                    Self { data: guid.into() }
                }
            }
        )+
    };
}

from_guid!(&str, &String, String);

/// What all kinds of packages have.
impl Package {
    /// The GUID, unless a package of an unknown kind has none.
    pub fn guid(&self) -> Option<&str> {
        match self {
            Self::Bits(package) => Some(&package.guid),
            Self::Docker(package) => Some(&package.guid),
            Self::Other(package) => package.get("guid")?.as_str(),
        }
    }

    /// How far the package is, unless a package of an unknown kind does not tell.
    pub fn state(&self) -> Option<PackageState> {
        match self {
            Self::Bits(package) => Some(package.state.clone()),
            Self::Docker(package) => Some(package.state.clone()),
            Self::Other(package) => Some(PackageState::from(package.get("state")?.as_str()?)),
        }
    }
}

impl PackageCreate {
    /// A package of an app, to be filled with bits.
    pub fn of_bits(app_guid: impl Into<String>) -> Self {
        let relationships = PackageCreateRelationships { app: app_guid.into().into() };
        Self { r#type: Some(PackageType::Bits), ..Self::new(relationships) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::BuildCreate;
    use avouch_runtime::serde_json::{from_value, json, to_value};

    #[test]
    fn what_is_short_is_what_is_long() {
        let relationships = json!({"app": {"data": {"guid": "a"}}});
        let expected = json!({"type": "bits", "relationships": relationships});
        assert_eq!(to_value(PackageCreate::of_bits("a")).unwrap(), expected);
        assert_eq!(to_value(BuildCreate::new("p")).unwrap(), json!({"package": {"guid": "p"}}));
        assert_eq!(ToOneRelationship::from(&"a".to_owned()), ToOneRelationship::from("a"));
    }

    #[test]
    fn packages_of_all_kinds() {
        let other: Package = from_value(json!({"type": "oci", "guid": "p", "state": "READY"})).unwrap();
        assert_eq!((other.guid(), other.state()), (Some("p"), Some(PackageState::Ready)));
        let bare: Package = from_value(json!({"type": "oci"})).unwrap();
        assert_eq!((bare.guid(), bare.state()), (None, None));
    }
}
