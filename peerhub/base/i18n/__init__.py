"""Languages, names of countries and zones, times and lists, each as its reader writes them."""
