// The wire primitives are the vocabulary of every file here.
global using Router.Wire;
