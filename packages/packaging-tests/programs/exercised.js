// Where the packages are installed: each package that declares an `exercise`, by its name.
export {};
