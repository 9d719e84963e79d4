// Exports each package that declares an `exercise`, by its name: generated where the packages are installed.
export {};
