"""What people look for in a document: quotes, repeated arguments, claims without support, risk by specialty."""
