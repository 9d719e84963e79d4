// Where the packages are installed: what each of them is given to, by the package's name.
export {};
