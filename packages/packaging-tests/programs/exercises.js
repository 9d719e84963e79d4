// Exports the exercise of each package, by the package's name: generated where the packages are installed.
export {};
