"""Role-play: a conversation typed freely, in which what the learner says decides what the customer says next."""
