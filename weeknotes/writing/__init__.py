"""What an author does: begin, type, save, go back; what stands beside the sheet."""
