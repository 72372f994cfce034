"""The running bot: logged in, put together, started, watched."""
