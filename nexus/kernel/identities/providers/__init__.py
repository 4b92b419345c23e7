"""Those whose word on who somebody is counts here, and the languages that they speak."""
