//! Properties that a struct does not name.

use super::object::AdditionalSlot;
use super::{Model, Seed};
use serde::de::MapAccess;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Undeclared properties of an object; nothing is allocated while there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Extra(Option<Box<Map<String, Value>>>);

impl Extra {
    /// The value of a property.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.as_deref()?.get(key)
    }

    /// Sets a property and returns the value that it had.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<Value>) -> Option<Value> {
        self.0.get_or_insert_default().insert(key.into(), value.into())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.as_deref().map_or(0, Map::len)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter().flat_map(|map| map.iter())
    }
}

impl<'a> IntoIterator for &'a Extra {
    type Item = (&'a String, &'a Value);
    type IntoIter = std::iter::Flatten<std::option::IntoIter<&'a Map<String, Value>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.as_deref().into_iter().flatten()
    }
}

impl<'de, A: MapAccess<'de>> AdditionalSlot<'de, A> for Extra {
    fn read(&mut self, key: String, members: &mut A) -> Result<(), A::Error> {
        let value: Value = members.next_value()?;
        self.insert(key, value);
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>, T: Model> AdditionalSlot<'de, A> for BTreeMap<String, T> {
    fn read(&mut self, key: String, members: &mut A) -> Result<(), A::Error> {
        let value = members.next_value_seed(Seed::new())?;
        self.insert(key, value);
        Ok(())
    }
}
